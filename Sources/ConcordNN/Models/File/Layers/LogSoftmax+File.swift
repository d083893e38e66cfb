extension LogSoftmax: FileLayer {
  static let type = "LogSoftmax"

  init(_ file: LayerDescription) { self.init() }
}
