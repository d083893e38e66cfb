/// A budget that no checkpoints keep to.
public enum ActivationBudget {
  /// - Parameters:
  ///   - budget: In bytes.
  ///   - least: The fewest bytes that checkpoints can reach with this micro-batch.
  ///   - microBatch: Samples on the device at once.
  public static func error(_ budget: Int, least: Int, microBatch: Int) -> GraphError {
    GraphError(
      layer: "",
      "in micro-batches of \(microBatch) the activations take at least \(least) bytes under the plan checkpoint, more than the "
        + "budget of \(budget); give a budget of at least that" + (microBatch > 1 ? ", or try a smaller micro-batch" : ""))
  }
}
