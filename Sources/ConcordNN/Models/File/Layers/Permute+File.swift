import ConcordGraph

extension Permute: FileLayer {
  static let type = "Permute"
  static let requiredKeys = ["axes"]

  init(_ file: LayerDescription) throws(GraphError) { self.init(try file.sizes("axes"), name: try file.name()) }
}
