import ConcordGraph
import ConcordKit

extension RNN: FileLayer {
  static let type = "RNN"
  static let requiredKeys = ["hidden"]
  static let optionalKeys = RecurrentStack.optionalKeys + ["relu"]

  init(_ file: LayerDescription) throws(GraphError) {
    let cell: RecurrentCell = try file.boolean("relu", default: false) ? .rnnReLU : .rnnTanh
    self.init(try RecurrentStack(cell, file), name: try file.name())
  }
}
