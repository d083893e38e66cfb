import ConcordGraph

extension PatchEmbedding: FileLayer {
  static let type = "PatchEmbedding"
  static let requiredKeys = ["outputs", "patch"]

  init(_ file: LayerDescription) throws(GraphError) {
    self.init(try file.channels(), try file.size("outputs"), patch: try file.size("patch"), name: try file.name())
  }
}
