import ConcordGraph

extension Sigmoid: FileLayer {
  static let type = "Sigmoid"

  init(_ file: LayerDescription) throws(GraphError) { self.init(name: try file.name()) }
}
