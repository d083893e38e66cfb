import Concord
import ConcordKit
import ConcordTestSupport

/// A layer of operations that its seed draws, from one to three inputs to one to three outputs: branches, parameters that several
/// of them use, parameters that are computed from others, tensors that are stretched. It has no memory formula. Samples stay apart.
struct RandomLayer: MultiTensorLayer {
  private static let classCounts = [3, 2, 4]

  let seed: UInt64
  let outputCount: Int
  var kind: String { "Random" }

  func apply(to inputs: [Tensor], in context: inout ModelContext) throws(GraphError) -> [Tensor] {
    var drawn = Drawn(numbers: SeededNumbers(seed))
    return try drawn.model(of: inputs, classCounts: Self.classCounts.prefix(outputCount), in: &context)
  }

  static func model(_ seed: UInt64) throws -> Model {
    var numbers = SeededNumbers(seed &+ 1000)
    var inputs = [ModelInput("image", [2, 5, 4])]
    if Bool.random(using: &numbers) { inputs.append(ModelInput("row", [5])) }
    if Bool.random(using: &numbers) { inputs.append(ModelInput("words", [3], .int32)) }
    let outputs = (0..<Int.random(in: 1...3, using: &numbers)).map { "y\($0)" }
    return try Model(name: "random \(seed)", inputs: inputs, outputs: outputs) {
      RandomLayer(seed: seed, outputCount: outputs.count).taking(inputs.map(\.name)).giving(outputs)
    }
  }
}

/// What has been drawn so far.
private struct Drawn {
  var numbers: SeededNumbers
  /// Learned, or computed from what is learned alone: the same for each sample.
  private var shared: [Tensor] = []
  /// Rows of a width for each sample.
  private var rows: [Tensor] = []
  /// Those of both that nothing read yet.
  private var unread: Set<Tensor> = []
  private var parameterCount = 0

  init(numbers: SeededNumbers) { self.numbers = numbers }

  private static let widths = [3, 4, 5]

  mutating func model(
    of inputs: [Tensor], classCounts: some Collection<Int>, in context: inout ModelContext
  ) throws(GraphError) -> [Tensor] {
    for input in inputs {
      let type = context.graph[input].type
      if type.element == .int32 {
        let table = parameter([RandomTraining.indexCount, Self.widths.randomElement(using: &numbers) ?? 3], in: &context)
        let words = try context.graph.apply(EmbeddingOperation(), to: [input, table])[0]
        let shape = context.graph[words].type.shape
        give(row: try context.graph.view(words, as: [shape[0], shape[1] * shape[2]]))
      } else if type.rank == 4 {
        give(row: try context.graph.view(images(input, in: &context), as: [type.shape[0], 40]))
      } else {
        give(row: input)
      }
    }
    for _ in 0..<Int.random(in: 5...10, using: &numbers) { try step(in: &context) }
    // Whatever nothing reads yet decides the first output: every parameter contributes.
    for tensor in shared where unread.contains(tensor) {
      guard context.graph[tensor].type.rank == 2 else { continue }
      give(row: try product(rows[rows.count - 1], tensor, in: &context))
    }
    let ends = rows.filter(unread.contains)
    let all = ends.count == 1 ? ends[0] : try context.graph.apply(Concatenate(axis: 1), to: ends)[0]
    var outputs: [Tensor] = []
    for classCount in classCounts {
      let row = outputs.isEmpty ? all : rows.randomElement(using: &numbers) ?? all
      let weight = parameter([context.graph[row].type.shape[1], classCount], in: &context)
      outputs.append(try apply(MatMul(), [row, weight], in: &context))
    }
    return outputs
  }

  // MARK: Images

  /// Up to three convolutions with one filter, or with two, and what lies between them.
  private mutating func images(_ input: Tensor, in context: inout ModelContext) throws(GraphError) -> Tensor {
    var image = input
    let count = Int.random(in: 0...3, using: &numbers)
    guard count > 0 else { return image }
    let filters = [parameter([2, 2, 3, 3], in: &context)] + (count == 3 ? [parameter([2, 2, 3, 3], in: &context)] : [])
    for number in 0..<count {
      let before = image
      let filter = number == 0 ? filters[filters.count - 1] : filters[0]
      image = try context.graph.apply(Conv2DOperation(ConvolutionGeometry(padding: 1)), to: [image, filter])[0]
      if Bool.random(using: &numbers) { image = try context.graph.apply(Activation(.relu), to: [image])[0] }
      if number > 0 { image = try context.graph.apply(Add(), to: [image, before])[0] }
      if let other = try stretchedImage(of: image, in: &context) {
        image = try context.graph.apply(sumOrProduct(), to: Bool.random(using: &numbers) ? [image, other] : [other, image])[0]
      }
    }
    return image
  }

  /// A parameter, or a part of the image itself, that goes with it when it is stretched.
  private mutating func stretchedImage(of image: Tensor, in context: inout ModelContext) throws(GraphError) -> Tensor? {
    switch Int.random(in: 0..<6, using: &numbers) {
    case 0, 1:
      let shapes = [[2, 1, 1], [1, 5, 1], [4], [1, 1, 1, 1], [2, 1, 4], []]
      return parameter(shapes.randomElement(using: &numbers) ?? [], in: &context)
    case 2:
      let axis = Int.random(in: 1...3, using: &numbers)
      return try context.graph.apply(Slice(axis: axis, start: 1, length: 1), to: [image])[0]
    case 3:
      let row = try context.graph.apply(Slice(axis: 1, start: 0, length: 1), to: [image])
      return try context.graph.apply(Slice(axis: 3, start: 2, length: 1), to: row)[0]
    default: return nil
    }
  }

  private mutating func sumOrProduct() -> any OperationDefinition { Bool.random(using: &numbers) ? Add() : Multiply() }

  // MARK: Steps

  private mutating func step(in context: inout ModelContext) throws(GraphError) {
    let row = rows.randomElement(using: &numbers) ?? rows[0]
    let width = context.graph[row].type.shape[1]
    switch Int.random(in: 0..<14, using: &numbers) {
    case 0, 1, 2:
      give(row: try product(row, matrix(width, in: &context), in: &context))
    case 3:
      give(row: try apply(BiasAdd(), [row, vector(width, in: &context)], in: &context))
    case 4:
      let function = [ActivationFunction.relu, .tanh, .gelu, .silu].randomElement(using: &numbers) ?? .relu
      give(row: try apply(Activation(function), [row], in: &context))
    case 5, 6:
      let alike = rows.filter { context.graph[$0].type.shape[1] == width }
      let other = alike.randomElement(using: &numbers) ?? row
      give(row: try apply(sumOrProduct(), [row, other], in: &context))
    case 7:
      let inputs = [row, vector(width, in: &context), vector(width, in: &context)]
      give(row: try apply(GroupNormOperation(groups: 1), inputs, in: &context))
    case 8:
      let dropout = DropoutOperation(probability: 0.25, layer: context.nextRandomStream())
      // In evaluation a copy, so that what is read is the same.
      guard context.graph.phase == .training else {
        return give(row: try apply(Slice(axis: 1, start: 0, length: width), [row], in: &context))
      }
      let output = try context.graph.apply(dropout, to: [row], scalars: context.randomScalars())[0]
      unread.remove(row)
      give(row: output)
    case 9, 10, 11:
      try stretch(row, in: &context)
    case 12:
      guard let table = shared.filter({ context.graph[$0].type.rank == 2 }).randomElement(using: &numbers) else { return }
      give(shared: try apply(Activation(.tanh), [table], in: &context))
    default:
      guard let table = shared.filter({ context.graph[$0].type.rank == 2 }).randomElement(using: &numbers) else { return }
      let shape = context.graph[table].type.shape
      let alike = shared.filter { context.graph[$0].type.shape == shape }
      switch Int.random(in: 0..<3, using: &numbers) {
      case 0: give(shared: try apply(Multiply(), [table, alike.randomElement(using: &numbers) ?? table], in: &context))
      case 1: give(shared: try apply(Add(), [table, alike.randomElement(using: &numbers) ?? table], in: &context))
      default:
        let other = parameter([shape[1], Self.widths.randomElement(using: &numbers) ?? 3], in: &context)
        give(shared: try apply(MatMul(), [table, other], in: &context))
      }
    }
  }

  /// A row, or a matrix that is the same for each sample, with something that is stretched to it, or to which it is.
  private mutating func stretch(_ row: Tensor, in context: inout ModelContext) throws(GraphError) {
    let (samples, width) = (context.graph[row].type.shape[0], context.graph[row].type.shape[1])
    let other = rows.randomElement(using: &numbers) ?? row
    let otherWidth = context.graph[other].type.shape[1]
    switch Int.random(in: 0..<5, using: &numbers) {
    case 0: give(row: try apply(sumOrProduct(), [row, vector(width, in: &context)], in: &context))
    case 1: give(row: try apply(sumOrProduct(), [parameter([1, 1], in: &context), row], in: &context))
    case 2:
      let column = try apply(Slice(axis: 1, start: otherWidth - 1, length: 1), [other], in: &context)
      give(row: try apply(sumOrProduct(), [row, column], in: &context))
    case 3 where width * otherWidth <= 50:
      unread.subtract([row, other])
      let (across, down) = (
        try context.graph.view(row, as: [samples, 1, width]), try context.graph.view(other, as: [samples, otherWidth, 1])
      )
      let pairs = try apply(sumOrProduct(), [across, down], in: &context)
      give(row: try context.graph.view(pairs, as: [samples, width * otherWidth]))
    default:
      guard let table = shared.filter({ context.graph[$0].type.rank == 2 }).randomElement(using: &numbers) else { return }
      let columns = context.graph[table].type.shape[1]
      give(shared: try apply(sumOrProduct(), [table, vector(columns, in: &context)], in: &context))
    }
  }

  /// A matrix with so many rows, or columns, that is there already or new.
  private mutating func matrix(_ width: Int, in context: inout ModelContext) -> Tensor {
    let fitting = shared.filter {
      context.graph[$0].type.rank == 2 && context.graph[$0].type.shape.contains(width)
    }
    if let old = fitting.randomElement(using: &numbers), Int.random(in: 0..<3, using: &numbers) > 0 { return old }
    return parameter([width, Self.widths.randomElement(using: &numbers) ?? 3], in: &context)
  }

  private mutating func vector(_ width: Int, in context: inout ModelContext) -> Tensor {
    let fitting = shared.filter { context.graph[$0].type.shape == [width] }
    if let old = fitting.randomElement(using: &numbers), Bool.random(using: &numbers) { return old }
    return parameter([width], in: &context)
  }

  /// x · w, or x · wᵀ where w has as many columns as x.
  private mutating func product(_ x: Tensor, _ w: Tensor, in context: inout ModelContext) throws(GraphError) -> Tensor {
    let (width, shape) = (context.graph[x].type.shape[1], context.graph[w].type.shape)
    guard shape.contains(width) else {
      return try product(product(x, matrix(width, in: &context), in: &context), w, joining: shape[0], in: &context)
    }
    return try apply(MatMul(transposeB: shape[0] != width), [x, w], in: &context)
  }

  /// The same where x is brought to w's rows first.
  private mutating func product(
    _ x: Tensor, _ w: Tensor, joining rows: Int, in context: inout ModelContext
  ) throws(GraphError) -> Tensor {
    let width = context.graph[x].type.shape[1]
    let bridge = parameter([width, rows], in: &context)
    return try apply(MatMul(), [apply(MatMul(), [x, bridge], in: &context), w], in: &context)
  }

  // MARK: Bookkeeping

  private mutating func apply(
    _ definition: any OperationDefinition, _ inputs: [Tensor], in context: inout ModelContext
  ) throws(GraphError) -> Tensor {
    unread.subtract(inputs)
    return try context.graph.apply(definition, to: inputs)[0]
  }

  private mutating func parameter(_ shape: [Int], in context: inout ModelContext) -> Tensor {
    parameterCount += 1
    let tensor = context.parameter("p\(parameterCount)", shape, .uniform(bound: 0.5))
    shared.append(tensor)
    return tensor
  }

  private mutating func give(row: Tensor) {
    rows.append(row)
    unread.insert(row)
  }

  private mutating func give(shared tensor: Tensor) {
    shared.append(tensor)
    unread.insert(tensor)
  }
}
