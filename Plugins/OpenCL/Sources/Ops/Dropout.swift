import ConcordKit
import ConcordNumerics

extension DropoutOperation: OpenCLOperation {
  /// Random numbers come four at once.
  static var forms: Forms<Problem<Self>> {
    func form(_ name: String, requires: [Requirement], each: Int) -> Form<Problem<Self>> {
      Form(name, requires: requires) { problem, _, plan in
        let (operation, operands) = (problem.operation, problem.operands)
        let count = operands.count(0)
        guard count > 0 else { return }
        // Where the first element stands among those of its work-item is known at the run alone: there may be one item more.
        plan.launch(
          KernelName(.dropout, "concord_dropout"), .items((count + 2 * (each - 1)) / each, group: 16),
          [
            "x": operands.input(0), "y": operands.output(0), "count": .count(count),
            "elements_per_sample": .dimension(count / operands.shape(0)[0]), "probability": .float(operation.probability),
            "scale": .float(operation.scale), "stream": .uint(RandomStream(.dropout, index: operation.layer).word),
            "seed_low": operands.scalar(0), "seed_high": operands.scalar(1), "step": operands.scalar(2),
            "first_sample": operands.scalar(3),
          ])
      }
    }
    return [form("sixteen elements", requires: [.processor], each: 16), form("four elements", requires: [.graphics], each: 4)]
  }
}
