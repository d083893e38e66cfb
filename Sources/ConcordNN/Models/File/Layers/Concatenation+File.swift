import ConcordGraph

extension Concatenation: FileLayer {
  static let type = "Concatenation"
  static let optionalKeys = ["axis"]

  init(_ file: LayerDescription) throws(GraphError) {
    self.init(axis: try file.size("axis", default: 1), name: try file.name())
  }
}
