import ConcordGraph

extension Residual: FileLayer {
  static let type = "Residual"
  static let requiredKeys = ["layers"]
  static let optionalKeys = ["shortcut"]

  init(_ file: LayerDescription) throws(GraphError) {
    let main = try file.sequence("layers")
    let shortcut = file.members["shortcut"] == nil ? [] : try file.sequence("shortcut")
    self.init(name: try file.name()) {
      main
    } shortcut: {
      shortcut
    }
  }
}
