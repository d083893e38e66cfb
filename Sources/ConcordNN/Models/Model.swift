import ConcordGraph
import ConcordKit

/// A network that classifies: layers from N×C×H×W images, or N×… indices, to N×classes logits.
public struct Model: Sendable {
  public let name: String
  /// [C, H, W] for images.
  public let inputShape: [Int]
  /// float32 for images, int32 for what an ``Embedding`` takes.
  public let inputElement: ElementType
  public let classCount: Int
  public let layers: [any Layer]

  /// - Throws: A shape mistake, with the layer, what it expected and what it got.
  public init(
    name: String, inputShape: [Int], inputElement: ElementType = .float32, classCount: Int,
    @LayerBuilder layers: () -> [any Layer]
  ) throws(GraphError) {
    self.name = name
    self.inputShape = inputShape
    self.inputElement = inputElement
    self.classCount = classCount
    self.layers = layers()
    _ = try summary(batchSize: 1)
  }

  /// What each layer is and gives.
  public func summary(batchSize: Int) throws(GraphError) -> [LayerRecord] {
    var context = ModelContext(Graph())
    let images = context.graph.declare("images", TensorType(inputElement, [batchSize] + inputShape), .batch)
    _ = try logits(of: images, in: &context)
    return context.layers
  }

  /// Appends the model to a graph.
  func logits(of images: Tensor, in context: inout ModelContext) throws(GraphError) -> Tensor {
    let logits = try context.apply(layers, to: images)
    let shape = context.graph[logits].type.shape
    guard shape.count == 2, shape[1] == classCount else {
      throw GraphError(
        layer: context.layers.last?.name ?? "",
        "the model '\(name)' should end in [N, \(classCount)], one logit for each class, but ends in "
          + "[\((["N"] + shape.dropFirst().map(String.init)).joined(separator: ", "))]")
    }
    return logits
  }
}

/// Lets a model read like its definition.
@resultBuilder
public enum LayerBuilder {
  public static func buildExpression(_ layer: any Layer) -> [any Layer] { [layer] }
  public static func buildExpression(_ layers: [any Layer]) -> [any Layer] { layers }
  public static func buildBlock(_ parts: [any Layer]...) -> [any Layer] { parts.flatMap(\.self) }
  public static func buildOptional(_ part: [any Layer]?) -> [any Layer] { part ?? [] }
  public static func buildEither(first part: [any Layer]) -> [any Layer] { part }
  public static func buildEither(second part: [any Layer]) -> [any Layer] { part }
  public static func buildArray(_ parts: [[any Layer]]) -> [any Layer] { parts.flatMap(\.self) }
}
