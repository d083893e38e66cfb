import ConcordGraph

extension GRU: FileLayer {
  static let type = "GRU"
  static let requiredKeys = ["hidden"]
  static let optionalKeys = RecurrentStack.optionalKeys

  init(_ file: LayerDescription) throws(GraphError) {
    self.init(try RecurrentStack(.gru, file), name: try file.name())
  }
}
