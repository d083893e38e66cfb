import ConcordKit

/// What the four pooling operations have in common.
extension PoolWindow {
  /// Of y from x: a work-item for each row of y, on GPUs for each element.
  func add(_ kernel: KernelName, _ operands: Operands, to plan: inout OperationPlan) {
    let (x, y) = (operands.shape(0), operands.outputShape(0))
    let rows = y[0] * y[1] * y[2]
    guard rows > 0, y[3] > 0 else { return }
    plan.launch(
      kernel, .items(rows * y[3], each: y[3], group: 16),
      arguments(x: x, y: y).with([
        "x": operands.input(0), "y": operands.output(0), "rows": .dimension(rows),
      ]))
  }

  fileprivate func arguments(x: [Int], y: [Int]) -> LaunchArguments {
    [
      "height": .dimension(x[2]), "width": .dimension(x[3]), "out_height": .dimension(y[2]), "out_width": .dimension(y[3]),
      "window": .dimension(side), "stride": .dimension(stride), "padding": .dimension(padding),
    ]
  }

  func rounds(_ operands: Operands) -> Int { roundsPerRow(operands.outputShape(0)) }

  func gradientRounds(x: [Int], y: [Int]) -> Int {
    x[3] + min(y[2], side / stride + 1) * roundsPerRow(y)
  }

  /// Of a gradient, which may look through a window for each element of each window.
  func gradientSteps(y: [Int]) -> Double { y.reduce(1) { $0 * Double($1) } * Double(side * side * side * side) }

  private func roundsPerRow(_ y: [Int]) -> Int { y[3] * (side * (side + 1) + 1) }
  private var side: Int { self.kernel }
}

/// Of dx of shape `x` from dy of shape `y`.
struct PoolGradient {
  var window: PoolWindow
  var x: [Int]
  var y: [Int]
  var memory: LaunchArguments
}

extension Forms {
  /// On GPUs an element of dx for each work-item; on processors a band of rows: whole planes, or a row where a device has short loops.
  static func poolGradient<Definition>(
    _ kernel: KernelName, _ gradient: @escaping @Sendable (Problem<Definition>) -> PoolGradient
  ) -> Forms where Subject == Problem<Definition> {
    func form(
      _ name: String, requires: [Requirement], cost: Double, _ share: @escaping @Sendable (PoolGradient) -> WorkShare,
      band: @escaping @Sendable (PoolGradient) -> Int
    ) -> Form<Subject> {
      Form(name, requires: requires, cost: cost) { problem, _, plan in
        let gradient = gradient(problem)
        guard gradient.x.allSatisfy({ $0 > 0 }) else { return }
        plan.launch(
          kernel, share(gradient),
          gradient.memory.with(gradient.window.arguments(x: gradient.x, y: gradient.y)).with([
            "band": .dimension(band(gradient)), "planes": .dimension(gradient.x[0] * gradient.x[1]),
          ]))
      }
    }
    return [
      form("elements", requires: [.graphics], cost: 1, { .items($0.x.reduce(1, *)) }, band: { _ in 1 }),
      form("planes", requires: [.processor, .longLoops], cost: 1, { .single([1, $0.x[0] * $0.x[1]]) }, band: { $0.x[2] }),
      form("rows", requires: [.processor], cost: 2, { .single([$0.x[2], $0.x[0] * $0.x[1]]) }, band: { _ in 1 }),
    ]
  }
}
