extension GlobalAveragePool: FileLayer {
  static let type = "GlobalAveragePool"

  init(_ file: LayerDescription) { self.init() }
}
