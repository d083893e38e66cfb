import ConcordKit

extension Forms {
  /// An optimizer's update that divides, which is most of its work: of whole vectors where a processor can, else of single elements.
  ///
  /// - Parameters:
  ///   - function: Takes an element for each work-item. With `_vectors` after its name it takes 16.
  ///   - arguments: But for the number of elements.
  static func dividing<Definition>(
    _ family: KernelFamily, _ function: String, _ arguments: @escaping @Sendable (Definition, Operands) -> LaunchArguments
  ) -> Forms where Subject == Problem<Definition> {
    func form(_ name: String, _ function: String, each: Int, requires: [Requirement], cost: Double) -> Form<Subject> {
      Form(name, requires: requires, cost: cost) { problem, _, plan in
        let count = problem.operands.count(0)
        guard count > 0 else { return }
        plan.launch(
          KernelName(family, function), .elements(count, each: each),
          arguments(problem.operation, problem.operands).with(["count": .count(count)]))
      }
    }
    return [
      form("vectors", function + "_vectors", each: 16, requires: [.processor, .exactDivision], cost: 1 / 16),
      form("elements", function, each: 1, requires: [], cost: 1),
    ]
  }
}
