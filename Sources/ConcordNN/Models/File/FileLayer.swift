import ConcordGraph

/// A layer that a model file can name.
protocol FileLayer: Layer {
  /// The value of `type`.
  static var type: String { get }
  /// Keys that its description must have, besides `type`.
  static var requiredKeys: [String] { get }
  /// Keys that it may have, besides `name`.
  static var optionalKeys: [String] { get }

  /// The layer, for the input that reaches it.
  init(_ file: LayerDescription) throws(GraphError)
}

extension FileLayer {
  static var requiredKeys: [String] { [] }
  static var optionalKeys: [String] { [] }
}
