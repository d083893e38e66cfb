extension ReLU: FileLayer {
  static let type = "ReLU"

  init(_ file: LayerDescription) { self.init() }
}
