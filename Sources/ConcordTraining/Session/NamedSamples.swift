import ConcordKit
import ConcordNN

/// Numbers for an input of a model, or for a target: count × its shape, row-major.
public enum HostTensor: Sendable {
  /// Floats, sample by sample.
  case float32([Float])
  /// Integers, sample by sample.
  case int32([Int32])

  /// Numbers from their bytes.
  init(_ element: ElementType, _ bytes: UnsafeRawBufferPointer) {
    self =
      switch element {
      case .float32: .float32(Array(bytes.assumingMemoryBound(to: Float.self)))
      case .int32: .int32(Array(bytes.assumingMemoryBound(to: Int32.self)))
      }
  }

  /// The type of the values.
  public var element: ElementType {
    switch self {
    case .float32: .float32
    case .int32: .int32
    }
  }

  /// How many values there are.
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
  private let inputs: [HostTensor]
  private let targets: [HostTensor]
  /// How many samples.
  let count: Int

  /// - Parameters:
  ///   - inputTypes: Of each input, in the model's order, for some number of samples.
  ///   - targetTypes: Likewise.
  /// - Throws: `invalidArgument` for a name that is missing or unknown, another element type, numbers that are not whole samples, and
  ///   not equally many of them everywhere.
  init(
    _ inputs: [String: HostTensor], _ inputTypes: [(name: String, type: TensorType)], _ targets: [String: HostTensor] = [:],
    _ targetTypes: [(name: String, type: TensorType)] = [], of model: Model
  ) throws(BackendError) {
    var count: Int?
    func ordered(
      _ given: [String: HostTensor], _ types: [(name: String, type: TensorType)], _ what: String
    ) throws(BackendError) -> [HostTensor] {
      guard Set(given.keys) == Set(types.map(\.name)) else {
        throw BackendError(
          .invalidArgument,
          "the model '\(model.name)' takes the \(what)s \(types.map(\.name).joined(separator: ", ")), but got "
            + given.keys.sorted().joined(separator: ", "))
      }
      var ordered: [HostTensor] = []
      for (name, type) in types {
        guard let values = given[name] else { continue }
        // A tensor of no elements says nothing of how many samples there are.
        let each = max(type.shape.dropFirst().reduce(1, *), 1)
        let samples = count ?? values.count / each
        let expected = TensorType(type.element, [samples] + type.shape.dropFirst())
        guard values.element == type.element, values.count == expected.elementCount else {
          throw BackendError(
            .invalidArgument,
            "the \(what) '\(name)' expects \(expected) for \(samples) samples, but got \(values.count) numbers of type \(values.element)"
          )
        }
        count = samples
        ordered.append(values)
      }
      return ordered
    }
    self.targets = try ordered(targets, targetTypes, "target")
    self.inputs = try ordered(inputs, inputTypes, "input")
    self.count = count ?? 0
  }

  /// Calls `body` with the bytes of inputs and of targets, in the model's order.
  func withUnsafeBytes<Result>(
    _ body: (_ inputs: [UnsafeRawBufferPointer], _ targets: [UnsafeRawBufferPointer]) throws -> Result
  ) rethrows -> Result {
    func open(_ rest: ArraySlice<HostTensor>, _ opened: [UnsafeRawBufferPointer]) throws -> Result {
      guard let first = rest.first else {
        return try body(Array(opened.prefix(inputs.count)), Array(opened.dropFirst(inputs.count)))
      }
      return try first.withUnsafeBytes { try open(rest.dropFirst(), opened + [$0]) }
    }
    return try open((inputs + targets)[...], [])
  }
}
