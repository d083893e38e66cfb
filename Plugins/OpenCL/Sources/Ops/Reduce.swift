import ConcordKit

extension Reduce: OpenCLOperation {
  static let forms: Forms<Problem<Self>> = [
    Form(
      "rows", serves: { problem, _ in inner(problem) == 1 },
      plan: { problem, traits, plan throws(OperationError) in
        let (operands, shape) = (problem.operands, problem.operands.shape(0))
        try RowSums(
          kind: problem.operation.kind, x: operands.input(0), y: operands.output(0), rows: shape[0], columns: shape[1]
        ).add(to: &plan, on: traits)
      }),
    Form("places of rows") { problem, _, plan in
      let (operands, shape, inner) = (problem.operands, problem.operands.shape(0), inner(problem))
      guard shape[0] > 0, inner > 0 else { return }
      let arguments: LaunchArguments = [
        "x": operands.input(0), "y": operands.output(0), "rows": .dimension(shape[0]), "columns": .dimension(shape[1]),
        "inner": .dimension(inner),
      ]
      let share = WorkShare.columns(inner, rows: shape[0])
      switch problem.operation.kind {
      case .max: plan.launch(KernelName(.reduceInner, "concord_reduce_inner_max"), share, arguments)
      case .sum, .mean:
        plan.launch(
          KernelName(.reduceInner, "concord_reduce_inner"), share,
          arguments.with(["is_mean": .flag(problem.operation.kind == .mean)]))
      }
    },
  ]

  private static func inner(_ problem: Problem<Self>) -> Int { problem.operands.shape(0).dropFirst(2).reduce(1, *) }

  /// Where a row has several places, the 64 lanes and their tree come one after another.
  func rounds(_ operands: Operands) -> Int { operands.shape(0)[1] + (operands.shape(0).count == 3 ? 192 : 0) }
}

/// One value y for each row of x.
struct RowSums {
  var kind: Reduce.Kind
  var x: LaunchArgument
  var y: LaunchArgument
  var rows: Int
  var columns: Int

  /// Rows of a processor's work-item are to be worth its start.
  private static let forms: Forms<RowSums> = [
    Form("many rows", requires: [.processor, .longLoops]) { $2.launch($0, each: max(1, 1024 / max(1, $0.columns))) },
    Form("a row") { sums, _, plan in plan.launch(sums, each: 1) },
  ]

  func add(to plan: inout OperationPlan, on traits: DeviceTraits) throws(OperationError) {
    try Self.forms.add(self, on: traits, to: &plan)
  }
}

extension OperationPlan {
  fileprivate mutating func launch(_ sums: RowSums, each: Int) {
    guard sums.rows > 0 else { return }
    let share = WorkShare.rows((sums.rows + each - 1) / each)
    let arguments: LaunchArguments = [
      "x": sums.x, "y": sums.y, "columns": .dimension(sums.columns), "rows": .dimension(sums.rows), "each": .dimension(each),
    ]
    switch sums.kind {
    case .max: launch(KernelName(.reduceMax, "concord_reduce_max"), share, arguments)
    case .sum, .mean:
      launch(KernelName(.reduce, "concord_reduce"), share, arguments.with(["is_mean": .flag(sums.kind == .mean)]))
    }
  }
}
