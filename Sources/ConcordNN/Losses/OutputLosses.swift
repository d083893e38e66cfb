import ConcordGraph

/// The loss of each output of a model: one ``Loss`` for all, or ``LossPerOutput``.
public protocol OutputLosses: Sendable, CustomStringConvertible {
  /// - Parameter outputs: The names of the model's outputs, in its order.
  /// - Returns: As many.
  /// - Throws: Where an output has no loss, or a loss no output.
  func losses(of outputs: [String]) throws(GraphError) -> [any Loss]
}

/// A loss for each output of a model, by the output's name. Their means are added.
public struct LossPerOutput: OutputLosses {
  /// The losses by the names of outputs.
  public let byOutput: [String: any Loss]

  /// A loss for each output that has a name here.
  public init(_ byOutput: [String: any Loss]) { self.byOutput = byOutput }

  public func losses(of outputs: [String]) throws(GraphError) -> [any Loss] {
    let losses = outputs.compactMap { byOutput[$0] }
    guard losses.count == outputs.count, byOutput.count == outputs.count else {
      throw GraphError(
        layer: "loss",
        "the model has the outputs \(outputs.joined(separator: ", ")), each of which needs a loss, but got losses for "
          + byOutput.keys.sorted().joined(separator: ", "))
    }
    return losses
  }

  public var description: String {
    byOutput.keys.sorted().map { "\($0): \(byOutput[$0]?.description ?? "")" }.joined(separator: "; ")
  }
}
