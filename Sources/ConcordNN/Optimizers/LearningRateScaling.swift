/// What a learning rate that was found for one batch size becomes for another.
public enum LearningRateScaling: String, Sendable, CaseIterable {
  /// The rate as it is.
  case none
  /// rate × batch / base: Goyal and others, *Accurate, Large Minibatch SGD* (2017).
  case linear

  /// - Parameters:
  ///   - rate: The learning rate for the batch size that it was found with.
  ///   - batchSize: Of the training to come.
  ///   - baseBatch: For which `rate` was found.
  public func apply(to rate: Double, batchSize: Int, baseBatch: Int) -> Double {
    switch self {
    case .none: rate
    case .linear: rate * Double(batchSize) / Double(baseBatch)
    }
  }
}
