import ConcordGraph

extension Reshape: FileLayer {
  static let type = "Reshape"
  static let requiredKeys = ["shape"]

  init(_ file: LayerDescription) throws(GraphError) { self.init(try file.sizes("shape"), name: try file.name()) }
}
