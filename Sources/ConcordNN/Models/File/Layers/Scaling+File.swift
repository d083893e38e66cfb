import ConcordGraph

extension Scaling: FileLayer {
  static let type = "Scaling"
  static let requiredKeys = ["factor"]

  init(_ file: LayerDescription) throws(GraphError) {
    let most = Double(Float.greatestFiniteMagnitude)
    self.init(Float(try file.number("factor", in: -most...most, default: 1)), name: try file.name())
  }
}
