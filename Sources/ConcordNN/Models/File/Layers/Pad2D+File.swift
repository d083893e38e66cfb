import ConcordGraph

extension Pad2D: FileLayer {
  static let type = "Pad2D"
  static let optionalKeys = ["padding", "top", "bottom", "left", "right"]

  /// `padding` is what the sides have that are not named.
  init(_ file: LayerDescription) throws(GraphError) {
    let all = try file.size("padding", atLeast: 0, default: 0)
    self.init(
      top: try file.size("top", atLeast: 0, default: all), bottom: try file.size("bottom", atLeast: 0, default: all),
      left: try file.size("left", atLeast: 0, default: all), right: try file.size("right", atLeast: 0, default: all),
      name: try file.name())
  }
}
