import ConcordGraph

extension ClassToken: FileLayer {
  static let type = "ClassToken"

  init(_ file: LayerDescription) throws(GraphError) { self.init(try file.columns(), name: try file.name()) }
}
