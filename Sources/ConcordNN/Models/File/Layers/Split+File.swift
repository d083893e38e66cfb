import ConcordGraph

extension Split: FileLayer {
  static let type = "Split"
  static let requiredKeys = ["sizes"]
  static let optionalKeys = ["axis"]

  init(_ file: LayerDescription) throws(GraphError) {
    self.init(try file.sizes("sizes"), axis: try file.size("axis", default: 1), name: try file.name())
  }
}
