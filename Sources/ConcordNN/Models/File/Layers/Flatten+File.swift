extension Flatten: FileLayer {
  static let type = "Flatten"

  init(_ file: LayerDescription) { self.init() }
}
