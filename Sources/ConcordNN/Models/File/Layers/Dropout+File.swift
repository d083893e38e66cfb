import ConcordGraph

extension Dropout: FileLayer {
  static let type = "Dropout"
  static let optionalKeys = ["probability"]

  init(_ file: LayerDescription) throws(GraphError) {
    self.init(try file.number("probability", in: 0...1, default: 0.5), name: try file.name())
  }
}
