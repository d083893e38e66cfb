import ConcordKit
import ConcordNN

/// Numbers for an input of a model: count × its shape, row-major.
public enum HostTensor: Sendable {
  case float32([Float])
  case int32([Int32])

  var element: ElementType {
    switch self {
    case .float32: .float32
    case .int32: .int32
    }
  }

  var count: Int {
    switch self {
    case .float32(let values): values.count
    case .int32(let values): values.count
    }
  }

  func withUnsafeBytes(_ body: (UnsafeRawBufferPointer) throws -> Void) rethrows {
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
  let targets: [[Int32]]
  /// How many samples.
  let count: Int

  /// - Throws: `invalidArgument` for a name that is missing or unknown, another element type, numbers that are not whole samples.
  init(_ inputs: [String: HostTensor], _ targets: [String: [Int32]], for model: Model) throws(BackendError) {
    func check(_ given: some Sequence<String>, _ known: [String], _ what: String) throws(BackendError) {
      guard Set(given) == Set(known) else {
        throw BackendError(
          .invalidArgument,
          "the model '\(model.name)' takes the \(what) \(known.joined(separator: ", ")), but got \(given.sorted().joined(separator: ", "))"
        )
      }
    }
    try check(inputs.keys, model.inputs.map(\.name), "inputs")
    try check(targets.keys, model.outputs.map(\.name), "targets")
    let targets = model.outputs.map { targets[$0.name, default: []] }
    let count = targets[0].count
    var ordered: [HostTensor] = []
    for input in model.inputs {
      guard let values = inputs[input.name] else { continue }
      let expected = TensorType(input.element, [count] + input.shape)
      guard values.element == input.element, values.count == expected.elementCount else {
        throw BackendError(
          .invalidArgument,
          "the input '\(input.name)' expects \(expected) for \(count) labels, but got \(values.count) numbers of type \(values.element)"
        )
      }
      ordered.append(values)
    }
    guard targets.allSatisfy({ $0.count == count }) else {
      throw BackendError(
        .invalidArgument, "the targets of a micro-batch are of equally many samples, but got \(targets.map(\.count))")
    }
    self.inputs = ordered
    self.targets = targets
    self.count = count
  }
}
