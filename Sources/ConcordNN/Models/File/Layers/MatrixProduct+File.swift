import ConcordGraph

extension MatrixProduct: FileLayer {
  static let type = "MatrixProduct"

  init(_ file: LayerDescription) throws(GraphError) { self.init(name: try file.name()) }
}
