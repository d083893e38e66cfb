import ConcordGraph

extension LearnedScale: FileLayer {
  static let type = "LearnedScale"
  static let requiredKeys = ["shape"]
  static let optionalKeys = ["initial"]

  init(_ file: LayerDescription) throws(GraphError) {
    let most = Double(Float.greatestFiniteMagnitude)
    self.init(
      try file.sizes("shape"), initial: Float(try file.number("initial", in: -most...most, default: 1)),
      name: try file.name())
  }
}
