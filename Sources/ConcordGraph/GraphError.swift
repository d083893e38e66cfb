/// A graph that cannot be built: shapes that do not fit, an operation without a gradient.
public struct GraphError: Error, Sendable, Equatable, CustomStringConvertible {
  /// The layer in which it was found.
  public var layer: String
  public var message: String

  public init(layer: String, _ message: String) {
    self.layer = layer
    self.message = message
  }

  public var description: String { layer.isEmpty ? message : "layer '\(layer)': \(message)" }
}
