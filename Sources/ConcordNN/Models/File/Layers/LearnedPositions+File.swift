import ConcordGraph

extension LearnedPositions: FileLayer {
  static let type = "LearnedPositions"

  init(_ file: LayerDescription) throws(GraphError) {
    let width = try file.columns()
    self.init(file.input.shape.dropFirst().first ?? 0, width, name: try file.name())
  }
}
