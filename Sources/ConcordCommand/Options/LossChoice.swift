import Concord

/// Losses by name: of labels, which are the targets of all data sets.
enum LossChoice {
  private static let losses: [any Loss] = [
    CrossEntropy(), MeanSquaredError(target: .oneHot), BinaryCrossEntropy(target: .oneHot), L1(target: .oneHot),
    Huber(target: .oneHot),
  ]

  static let names = losses.map(\.name)

  /// - Parameter labelSmoothing: nil where nobody asked for any.
  static func loss(named name: String, labelSmoothing: Double?) throws -> any Loss {
    guard let loss = losses.first(where: { $0.name == name }) else {
      throw CommandError("--loss: no loss is called '\(name)'; there are: \(names.joined(separator: ", "))")
    }
    guard let labelSmoothing else { return loss }
    guard var loss = loss as? CrossEntropy else {
      throw CommandError(
        "--label-smoothing: label smoothing belongs to the loss cross-entropy, but the loss is \(name); leave one of them out")
    }
    try RealNumbers.share.check(labelSmoothing, "label-smoothing")
    loss.labelSmoothing = Float(labelSmoothing)
    return loss
  }
}
