import ConcordGraph

extension Parallel: FileLayer {
  static let type = "Parallel"
  static let requiredKeys = ["branches"]
  static let optionalKeys = ["axis"]

  init(_ file: LayerDescription) throws(GraphError) {
    let branches = try file.branches("branches")
    self.init(axis: try file.size("axis", default: 1), name: try file.name()) { branches }
  }
}
