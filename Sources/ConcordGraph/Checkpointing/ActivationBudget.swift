/// A budget that no checkpoints keep to.
public enum ActivationBudget {
  /// - Parameter least: The fewest bytes that checkpoints can reach.
  public static func error(_ budget: Int, least: Int) -> GraphError {
    GraphError(
      layer: "",
      "the activations take at least \(least) bytes under the plan checkpoint, more than the budget of \(budget); "
        + "give a larger budget or a smaller micro-batch")
  }
}
