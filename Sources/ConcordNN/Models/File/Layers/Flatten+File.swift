import ConcordGraph

extension Flatten: FileLayer {
  static let type = "Flatten"

  init(_ file: LayerDescription) throws(GraphError) { self.init(name: try file.name()) }
}
