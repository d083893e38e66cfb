extension Sigmoid: FileLayer {
  static let type = "Sigmoid"

  init(_ file: LayerDescription) { self.init() }
}
