/// A training whose result would be of no use.
public struct TrainingError: Error, Sendable, Equatable, CustomStringConvertible {
  /// What happened, and what to do.
  public let description: String

  static func diverged(_ what: String, _ session: TrainingSession) -> TrainingError {
    let clipping = session.clipNorm == nil ? ", or clip the gradients' norm with --clip-norm" : ""
    return TrainingError(
      description: "\(what): the training diverged, and what it came to is not kept; lower the learning rate (it is "
        + "\(session.optimizer.learningRate)) with --lr\(clipping)")
  }

  static func name(_ value: Float) -> String { value.isNaN ? "nan" : value < 0 ? "-infinity" : "infinity" }
}
