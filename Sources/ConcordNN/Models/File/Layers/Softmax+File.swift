extension Softmax: FileLayer {
  static let type = "Softmax"

  init(_ file: LayerDescription) { self.init() }
}
