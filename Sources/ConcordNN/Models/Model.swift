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

  /// An input of this name; `shape` leaves the number of samples out.
  public init(_ name: String, _ shape: [Int], _ element: ElementType = .float32) {
    self.name = name
    self.shape = shape
    self.element = element
  }
}

/// What a model gives for each sample: a logit for each class, or numbers of any other shape. Its target is called as it is.
public struct ModelOutput: Sendable, Hashable {
  /// That of the layer that gives it, or of what the layer is said to give.
  public let name: String
  /// Without the samples' dimension: [classes] for logits.
  public let shape: [Int]
}

/// A network: layers from images, N×C×H×W, indices, or several such inputs, to one output or several, each N×…; logits N×classes where it
/// classifies.
public struct Model: Sendable {
  /// The name, for people and for files.
  public let name: String
  /// At least one.
  public let inputs: [ModelInput]
  /// At least one. Their losses are added.
  public private(set) var outputs: [ModelOutput] = []
  /// The layers, in order.
  public let layers: [any Layer]
  /// Names by which the outputs are found among what layers give; nil: the last layer gives the one.
  package let outputNames: [String]?

  /// Of the first input: [C, H, W] for images.
  public var inputShape: [Int] { inputs[0].shape }
  /// Of the first input.
  public var inputElement: ElementType { inputs[0].element }
  /// Of the first output: the size of its first axis, which are the classes of logits.
  public var classCount: Int { outputs[0].shape.first ?? 1 }

  /// A model of one input, called `images`, and one output, which the last layer gives.
  ///
  /// - Parameters:
  ///   - name: For people and for files.
  ///   - inputShape: Without the samples' axis.
  ///   - inputElement: The type of the input's values.
  ///   - classCount: What the last layer must give: [N, classes]; anything where nil.
  ///   - layers: In the order in which they run.
  /// - Throws: A shape mistake, with the layer, what it expected and what it got.
  public init(
    name: String, inputShape: [Int], inputElement: ElementType = .float32, classCount: Int? = nil,
    @LayerBuilder layers: () -> [any Layer]
  ) throws(GraphError) {
    try self.init(name: name, inputs: [ModelInput("images", inputShape, inputElement)], layers: layers)
    if let classCount { try check(classCount: classCount) }
  }

  /// A graph of layers: each takes what the one before it gives, or what ``Layer/taking(_:)-(String...)`` names.
  ///
  /// - Parameters:
  ///   - name: For people and for files.
  ///   - inputs: At least one, of different names.
  ///   - outputs: Different names: those of layers, or of what layers are said to give. Where there are none, the one output is what the
  ///     last layer gives.
  ///   - layers: In the order in which they run.
  /// - Throws: A shape mistake, with the layer, what it expected and what it got; a name that nothing has, or that two have.
  public init(
    name: String, inputs: [ModelInput], outputs: [String] = [], @LayerBuilder layers: () -> [any Layer]
  ) throws(GraphError) {
    for names in [inputs.map(\.name), outputs] where Set(names).count != names.count {
      throw GraphError(
        layer: "",
        "the model '\(name)' needs inputs and outputs each of a name of its own, but got [\(names.joined(separator: ", "))]")
    }
    guard !inputs.isEmpty else { throw GraphError(layer: "", "the model '\(name)' needs an input, but got none") }
    self.name = name
    self.inputs = inputs
    outputNames = outputs.isEmpty ? nil : outputs
    self.layers = layers()
    try findOutputs()
  }

  /// Builds the model for one sample, and for several: a size that is the samples' by accident is not for all of these.
  private mutating func findOutputs() throws(GraphError) {
    for samples in 1...3 {
      var context = ModelContext(Graph())
      do throws(GraphError) {
        let tensors = try logits(of: declareInputs(batchSize: samples, in: &context.graph), in: &context)
        let names = outputNames ?? ["output"]
        var found: [ModelOutput] = []
        for (name, tensor) in zip(names, tensors) {
          let shape = context.graph[tensor].type.shape
          guard shape.first == samples else {
            throw GraphError(
              layer: outputNames == nil ? context.layers.last?.name ?? "" : name,
              "an output should have samples along its first axis, [N, …], but is \(shape) for \(samples)")
          }
          found.append(ModelOutput(name: name, shape: Array(shape.dropFirst())))
        }
        guard samples == 1 || found == outputs else {
          throw GraphError(layer: "", "the outputs are of other shapes than for one sample")
        }
        outputs = found
      } catch {
        throw samples == 1
          ? error : GraphError(layer: error.layer, "for \(samples) samples, though not for one, \(error.message)")
      }
    }
  }

  /// Checks that the model gives logits of so many classes, one for each sample.
  package func check(classCount: Int) throws(GraphError) {
    guard let output = outputs.first, output.shape != [classCount] else { return }
    let got = (["N"] + output.shape.map(String.init)).joined(separator: ", ")
    throw GraphError(
      layer: outputNames == nil ? layers.last.map { $0.name ?? String(layers.count - 1) } ?? "" : output.name,
      "the model '\(name)' should end in [N, \(classCount)], one logit for each class, but ends in [\(got)]"
        + (output.shape.count > 1 ? "; put a Flatten before the last layer" : ""))
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

  /// Appends the model to a graph.
  ///
  /// - Returns: Each output, [N, …].
  func logits(of inputs: [Tensor], in context: inout ModelContext) throws(GraphError) -> [Tensor] {
    let found = try context.apply(layers, to: inputs, named: self.inputs.map(\.name), giving: outputNames)
    guard found.count == outputNames?.count ?? 1 else {
      throw GraphError(
        layer: context.layers.last?.name ?? "", "the model '\(name)' should end in one tensor, but ends in \(found.count)")
    }
    return found
  }
}

/// Lets a model read like its definition.
@resultBuilder
public enum LayerBuilder {
  /// One layer.
  public static func buildExpression(_ layer: any Layer) -> [any Layer] { [layer] }
  /// Several layers, as a function gives them.
  public static func buildExpression(_ layers: [any Layer]) -> [any Layer] { layers }
  /// One part behind the other.
  public static func buildBlock(_ parts: [any Layer]...) -> [any Layer] { parts.flatMap(\.self) }
  /// An `if` without `else`.
  public static func buildOptional(_ part: [any Layer]?) -> [any Layer] { part ?? [] }
  /// The first branch of an `if`.
  public static func buildEither(first part: [any Layer]) -> [any Layer] { part }
  /// The other branch of an `if`.
  public static func buildEither(second part: [any Layer]) -> [any Layer] { part }
  /// What a loop gives.
  public static func buildArray(_ parts: [[any Layer]]) -> [any Layer] { parts.flatMap(\.self) }
}
