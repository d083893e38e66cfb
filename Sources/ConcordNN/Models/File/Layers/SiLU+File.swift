import ConcordGraph

extension SiLU: FileLayer {
  static let type = "SiLU"

  init(_ file: LayerDescription) throws(GraphError) { self.init(name: try file.name()) }
}
