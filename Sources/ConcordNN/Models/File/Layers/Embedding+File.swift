import ConcordGraph

extension Embedding: FileLayer {
  static let type = "Embedding"
  static let requiredKeys = ["count", "dimensions"]

  init(_ file: LayerDescription) throws(GraphError) {
    self.init(try file.size("count"), try file.size("dimensions"), name: try file.name())
  }
}
