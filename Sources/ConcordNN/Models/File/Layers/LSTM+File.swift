import ConcordGraph

extension LSTM: FileLayer {
  static let type = "LSTM"
  static let requiredKeys = ["hidden"]
  static let optionalKeys = RecurrentStack.optionalKeys

  init(_ file: LayerDescription) throws(GraphError) {
    self.init(try RecurrentStack(.lstm, file), name: try file.name())
  }
}
