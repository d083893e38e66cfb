import ConcordGraph

extension FileLayer where Self: ActivationLayer {
  static var type: String { "\(Self.self)" }

  init(_ file: LayerDescription) throws(GraphError) { self.init(name: try file.name()) }
}
