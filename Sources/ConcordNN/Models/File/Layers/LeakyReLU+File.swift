import ConcordGraph
import ConcordKit

extension LeakyReLU: FileLayer {
  static let type = "LeakyReLU"
  static let optionalKeys = ["slope"]

  init(_ file: LayerDescription) throws(GraphError) {
    self.init(
      slope: Float(try file.number("slope", in: 0...1, default: Double(ActivationFunction.defaultSlope))),
      name: try file.name())
  }
}
