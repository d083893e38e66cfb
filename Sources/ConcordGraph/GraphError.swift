/// A graph that cannot be built: shapes that do not fit, an operation without a gradient.
public struct GraphError: Error, Sendable, Equatable, CustomStringConvertible {
  /// The layer in which it was found.
  public var layer: String
  /// What is wrong, and what to do.
  public var message: String

  /// A mistake in the layer of this name.
  public init(layer: String, _ message: String) {
    self.layer = layer
    self.message = message
  }

  public var description: String { layer.isEmpty ? message : "layer '\(layer)': \(message)" }
}
