import ConcordGraph
import ConcordKit

/// What a model takes for each sample.
public struct ModelInput: Sendable, Hashable {
  /// By which layers take it.
  public let name: String
  /// Without the samples' dimension: [C, H, W] for images.
  public let shape: [Int]
  /// float32 for images, int32 for what an ``Embedding`` takes.
  public let element: ElementType

  public init(_ name: String, _ shape: [Int], _ element: ElementType = .float32) {
    self.name = name
    self.shape = shape
    self.element = element
  }
}

/// What a model gives for each sample: a logit for each class, or numbers of any other shape. Its target is called as it is.
public struct ModelOutput: Sendable, Hashable {
  /// The layer that gives it.
  public let name: String
  /// Without the samples' dimension: [classes] for logits.
  public let shape: [Int]

  public init(_ name: String, shape: [Int]) {
    self.name = name
    self.shape = shape
  }

  public init(_ name: String, classCount: Int) { self.init(name, shape: [classCount]) }
}

/// A network that classifies: layers from images, N×C×H×W, indices, or several such inputs, to logits, N×classes, of one output or several.
public struct Model: Sendable {
  public let name: String
  /// At least one.
  public let inputs: [ModelInput]
  /// At least one. Their losses are added.
  public let outputs: [ModelOutput]
  public let layers: [any Layer]
  /// Whether the one output is what the last layer gives, whatever it is called.
  private let endsInOutput: Bool

  /// Of the first input: [C, H, W] for images.
  public var inputShape: [Int] { inputs[0].shape }
  /// Of the first input.
  public var inputElement: ElementType { inputs[0].element }
  /// Of the first output: the size of its first axis.
  public var classCount: Int { outputs[0].shape.first ?? 1 }

  /// - Throws: A shape mistake, with the layer, what it expected and what it got.
  public init(
    name: String, inputShape: [Int], inputElement: ElementType = .float32, classCount: Int,
    @LayerBuilder layers: () -> [any Layer]
  ) throws(GraphError) {
    self.name = name
    inputs = [ModelInput("images", inputShape, inputElement)]
    outputs = [ModelOutput("output", classCount: classCount)]
    endsInOutput = true
    self.layers = layers()
    _ = try summary(batchSize: 1)
  }

  /// A graph of layers: each takes what the one before it gives, or what ``Layer/taking(_:)`` names.
  ///
  /// - Parameters:
  ///   - inputs: At least one, of different names.
  ///   - outputs: At least one, of different names: those of layers, or of what layers are said to give.
  /// - Throws: A shape mistake, with the layer, what it expected and what it got; a name that nothing has, or that two have.
  public init(
    name: String, inputs: [ModelInput], outputs: [ModelOutput], @LayerBuilder layers: () -> [any Layer]
  ) throws(GraphError) {
    for names in [inputs.map(\.name), outputs.map(\.name)] {
      guard !names.isEmpty, Set(names).count == names.count else {
        throw GraphError(
          layer: "",
          "the model '\(name)' needs inputs and outputs, each of a name of its own, but got [\(names.joined(separator: ", "))]")
      }
    }
    self.name = name
    self.inputs = inputs
    self.outputs = outputs
    endsInOutput = false
    self.layers = layers()
    _ = try summary(batchSize: 1)
  }

  /// What each layer is and gives.
  public func summary(batchSize: Int) throws(GraphError) -> [LayerRecord] {
    var context = ModelContext(Graph())
    _ = try logits(of: declareInputs(batchSize: batchSize, in: &context.graph), in: &context)
    return context.layers
  }

  /// The inputs, as tensors of a graph.
  func declareInputs(batchSize: Int, in graph: inout Graph) -> [Tensor] {
    inputs.map { graph.declare($0.name, TensorType($0.element, [batchSize] + $0.shape), .batch) }
  }

  /// Names by which the outputs are found among what layers give; nil: the last layer gives the one.
  package var outputNames: [String]? { endsInOutput ? nil : outputs.map(\.name) }

  /// Appends the model to a graph.
  ///
  /// - Returns: For each output [N, …].
  func logits(of inputs: [Tensor], in context: inout ModelContext) throws(GraphError) -> [Tensor] {
    let found = try context.apply(layers, to: inputs, named: self.inputs.map(\.name), giving: outputNames)
    guard found.count == outputs.count else {
      throw GraphError(
        layer: context.layers.last?.name ?? "",
        "the model '\(name)' should end in one tensor, but ends in \(found.count)")
    }
    for (output, logits) in zip(outputs, found) {
      let shape = context.graph[logits].type.shape
      guard shape.dropFirst() == output.shape[...] else {
        func text(_ shape: some Sequence<Int>) -> String { (["N"] + shape.map(String.init)).joined(separator: ", ") }
        let isRow = output.shape.count == 1
        throw GraphError(
          layer: endsInOutput ? context.layers.last?.name ?? "" : output.name,
          "the model '\(name)' should end in [\(text(output.shape))]\(isRow ? ", one logit for each class" : ""), but ends in "
            + "[\(text(shape.dropFirst()))]" + (isRow && shape.count > 2 ? "; put a Flatten before the last layer" : ""))
      }
    }
    return found
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
