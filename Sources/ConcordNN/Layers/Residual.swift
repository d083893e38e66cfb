import ConcordGraph
import ConcordKit

/// y = main(x) + shortcut(x), of one shape: the residual block of He and others, *Deep Residual Learning for Image Recognition*
/// (2016). Where there are no layers in the shortcut it is x itself.
///
/// Parameters of `main` are named after the block, `layer1.0.conv1.weight`; those of the shortcut as torchvision names them,
/// `layer1.0.downsample.0.weight`.
public struct Residual: Layer {
  /// The layers of the main way.
  public let main: [any Layer]
  /// The layers of the other way; without any, the input itself is added.
  public let shortcut: Sequential
  public let name: String?

  /// Both ways take the input, and what they give is added.
  public init(
    name: String? = nil, @LayerBuilder main: () -> [any Layer], @LayerBuilder shortcut: () -> [any Layer] = { [] }
  ) {
    self.main = main()
    self.shortcut = Sequential(name: "downsample", layers: shortcut)
    self.name = name
  }

  public var kind: String { "Residual" }

  public func apply(to input: Tensor, in context: inout ModelContext) throws(GraphError) -> Tensor {
    let output = try context.apply(main, to: input)
    let passed = shortcut.layers.isEmpty ? input : try context.apply([shortcut], to: input)
    let (shape, other) = (context.graph[output].type.shape, context.graph[passed].type.shape)
    guard shape == other else {
      let expected = (["N"] + shape.dropFirst().map(String.init)).joined(separator: ", ")
      throw context.mismatch(
        kind, expected: "its shortcut to give [\(expected)], as its main layers do", got: other,
        remedy: shortcut.layers.isEmpty ? "give it layers for a shortcut" : nil)
    }
    return try context.graph.apply(Add(), to: [output, passed])[0]
  }
}
