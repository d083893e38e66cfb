import ConcordGraph

extension Sequential: FileLayer {
  static let type = "Sequential"
  static let requiredKeys = ["layers"]

  init(_ file: LayerDescription) throws(GraphError) {
    let layers = try file.sequence("layers")
    self.init(name: try file.name()) { layers }
  }
}
