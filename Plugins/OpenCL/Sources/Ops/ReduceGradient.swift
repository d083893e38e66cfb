import ConcordKit

extension ReduceGradient: OpenCLOperation {
  static let forms: Forms<Problem<Self>> = [
    Form(
      "elements", serves: { problem, _ in inner(problem) == 1 },
      plan: { problem, _, plan in
        let (operation, count) = (problem.operation, problem.operands.count(0) * problem.operation.columns)
        guard count > 0 else { return }
        plan.launch(
          KernelName(.reduceGradient, "concord_reduce_gradient"), .elements(count),
          operation.arguments(problem.operands).with(["count": .count(count)]))
      }),
    Form("places of rows") { problem, _, plan in
      let (operation, inner) = (problem.operation, inner(problem))
      let rows = problem.operands.shape(0)[0] * operation.columns
      guard rows > 0, inner > 0 else { return }
      plan.launch(
        KernelName(.reduceGradient, "concord_reduce_gradient_inner"), .columns(inner, rows: rows),
        operation.arguments(problem.operands).with(["rows": .dimension(rows), "inner": .dimension(inner)]))
    },
  ]

  private static func inner(_ problem: Problem<Self>) -> Int { problem.operands.shape(0).dropFirst().reduce(1, *) }

  private func arguments(_ operands: Operands) -> LaunchArguments {
    [
      "dy": operands.input(0), "dx": operands.output(0), "columns": .dimension(columns),
      "divisor": .dimension(kind == .mean ? columns : 1),
    ]
  }
}
