import ConcordGraph

extension LogSoftmax: FileLayer {
  static let type = "LogSoftmax"

  init(_ file: LayerDescription) throws(GraphError) { self.init(name: try file.name()) }
}
