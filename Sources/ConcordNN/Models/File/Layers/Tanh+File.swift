extension Tanh: FileLayer {
  static let type = "Tanh"

  init(_ file: LayerDescription) { self.init() }
}
