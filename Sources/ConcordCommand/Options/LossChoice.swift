import Concord

/// Losses by name.
enum LossChoice {
  static let names = [Loss.crossEntropy(), .meanSquaredError, .binaryCrossEntropy].map(\.name)

  /// - Parameter labelSmoothing: nil where nobody asked for any.
  static func loss(named name: String, labelSmoothing: Double?) throws -> Loss {
    let loss: Loss
    switch name {
    case "cross-entropy": loss = .crossEntropy(labelSmoothing: Float(labelSmoothing ?? 0))
    case "mse": loss = .meanSquaredError
    case "bce": loss = .binaryCrossEntropy
    default: throw CommandError("--loss: no loss is called '\(name)'; there are: \(names.joined(separator: ", "))")
    }
    guard let labelSmoothing else { return loss }
    guard case .crossEntropy = loss else {
      throw CommandError(
        "--label-smoothing: label smoothing belongs to the loss cross-entropy, but the loss is \(name); leave one of them out")
    }
    try RealNumbers.share.check(labelSmoothing, "label-smoothing")
    return loss
  }
}
