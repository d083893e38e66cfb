import ConcordGraph

extension Select: FileLayer {
  static let type = "Select"
  static let optionalKeys = ["place", "fromEnd"]

  /// `place` from 0, or from 1 where it is counted from the end.
  init(_ file: LayerDescription) throws(GraphError) {
    let isFromEnd = try file.boolean("fromEnd", default: false)
    let place = try file.size("place", atLeast: isFromEnd ? 1 : 0, default: isFromEnd ? 1 : 0)
    self.init(isFromEnd ? -place : place, name: try file.name())
  }
}
