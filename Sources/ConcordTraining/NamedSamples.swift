import ConcordKit
import ConcordNN

/// Numbers for an input of a model or for a target: count × its shape, row-major.
public enum HostTensor: Sendable {
  case float32([Float])
  case int32([Int32])

  /// Numbers from their bytes.
  init(_ element: ElementType, _ bytes: UnsafeRawBufferPointer) {
    self =
      switch element {
      case .float32: .float32(Array(bytes.assumingMemoryBound(to: Float.self)))
      case .int32: .int32(Array(bytes.assumingMemoryBound(to: Int32.self)))
      }
  }

  public var element: ElementType {
    switch self {
    case .float32: .float32
    case .int32: .int32
    }
  }

  public var count: Int {
    switch self {
    case .float32(let values): values.count
    case .int32(let values): values.count
    }
  }

  func withUnsafeBytes<Result>(_ body: (UnsafeRawBufferPointer) throws -> Result) rethrows -> Result {
    switch self {
    case .float32(let values): try values.withUnsafeBytes(body)
    case .int32(let values): try values.withUnsafeBytes(body)
    }
  }
}

/// One micro-batch, by name, checked against a model.
struct NamedSamples {
  /// In the model's order.
  let inputs: [HostTensor]
  let targets: NamedTargets
  /// How many samples.
  var count: Int { targets.count }

  /// - Throws: `invalidArgument` for a name that is missing or unknown, another element type, numbers that are not whole samples.
  init(
    _ inputs: [String: HostTensor], _ targets: [String: HostTensor], for model: Model, _ graph: TrainingGraph
  ) throws(BackendError) {
    try Self.check(inputs.keys, model.inputs.map(\.name), "inputs", of: model)
    self.targets = try Self.ordered(targets, for: model, graph)
    var ordered: [HostTensor] = []
    for input in model.inputs {
      guard let values = inputs[input.name] else { continue }
      let expected = TensorType(input.element, [self.targets.count] + input.shape)
      guard values.element == input.element, values.count == expected.elementCount else {
        throw BackendError(
          .invalidArgument,
          "the input '\(input.name)' expects \(expected) for \(self.targets.count) samples, but got \(values.count) numbers of type "
            + "\(values.element)")
      }
      ordered.append(values)
    }
    self.inputs = ordered
  }

  /// Targets, checked against what the losses take.
  static func ordered(
    _ targets: [String: HostTensor], for model: Model, _ graph: TrainingGraph
  ) throws(BackendError) -> NamedTargets {
    try check(targets.keys, model.outputs.map(\.name), "targets", of: model)
    var ordered: [HostTensor] = []
    var counts: Set<Int> = []
    for (output, compared) in zip(model.outputs, graph.outputs) {
      guard let values = targets[output.name] else { continue }
      let type = graph.graph[compared.target].type
      let each = type.shape.dropFirst().reduce(1, *)
      guard values.element == type.element, each > 0, values.count.isMultiple(of: each) else {
        throw BackendError(
          .invalidArgument,
          "the target '\(output.name)' expects \(each) numbers of type \(type.element) for each sample, but got \(values.count) of type "
            + "\(values.element)")
      }
      counts.insert(values.count / each)
      ordered.append(values)
    }
    guard counts.count == 1, let count = counts.first else {
      throw BackendError(
        .invalidArgument, "the targets of a micro-batch are of equally many samples, but got \(ordered.map(\.count)) numbers")
    }
    return NamedTargets(values: ordered, count: count)
  }

  private static func check(
    _ given: some Sequence<String>, _ known: [String], _ what: String, of model: Model
  ) throws(BackendError) {
    guard Set(given) == Set(known) else {
      throw BackendError(
        .invalidArgument,
        "the model '\(model.name)' takes the \(what) \(known.joined(separator: ", ")), but got \(given.sorted().joined(separator: ", "))"
      )
    }
  }
}

/// Targets of several samples, in the order of the model's outputs.
struct NamedTargets {
  let values: [HostTensor]
  /// How many samples.
  let count: Int

  /// For each output what they count in the mean.
  func weights(_ graph: TrainingGraph) -> [Double] {
    zip(graph.outputs, values).map { output, values in values.withUnsafeBytes { output.weight.total(count, $0) } }
  }
}
