import ConcordGraph

extension SinusoidalPositions: FileLayer {
  static let type = "SinusoidalPositions"

  init(_ file: LayerDescription) throws(GraphError) { self.init(name: try file.name()) }
}
