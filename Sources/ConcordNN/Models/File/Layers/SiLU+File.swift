extension SiLU: FileLayer {
  static let type = "SiLU"

  init(_ file: LayerDescription) { self.init() }
}
