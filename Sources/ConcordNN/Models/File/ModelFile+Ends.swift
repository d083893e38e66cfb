import ConcordFiles
import ConcordGraph
import ConcordKit

/// What a model file says of the model's inputs and outputs.
extension ModelFile {
  /// The inputs under the key `inputs`; nil where it is not there.
  static func inputs(_ value: JSONValue?) throws(GraphError) -> [ModelInput]? {
    guard let value else { return nil }
    guard case .array(let values) = value, !values.isEmpty else {
      throw wrong("inputs", "an array of objects, each with a name and a shape", value)
    }
    var inputs: [ModelInput] = []
    for value in values { inputs.append(try input(value)) }
    let names = inputs.map(\.name)
    guard Set(names).count == names.count else {
      throw failure("inputs of a model have each a name of its own, but these are called \(names.joined(separator: ", "))")
    }
    return inputs
  }

  private static func input(_ value: JSONValue) throws(GraphError) -> ModelInput {
    guard case .object(let members) = value else {
      throw wrong("inputs", "an array of objects, each with a name and a shape", holds: value)
    }
    if let unknown = members.keys.sorted().first(where: { !["name", "shape", "element"].contains($0) }) {
      throw failure(
        "an input of a model has no \(JSONValue.string(unknown).summary); it has name and shape, and may have element")
    }
    guard case .string(let name) = members["name"], LayerDescription.isName(name) else {
      throw failure(
        "an input of a model needs a name: a text of 1 to 100 bytes without spaces, and with dots between parts alone")
    }
    guard case .array(let sizes) = members["shape"], sizes.count < TensorType.maximumRank else {
      throw failure(
        "the input '\(name)' needs a shape: an array of at most \(TensorType.maximumRank - 1) sizes, without the samples' axis")
    }
    var shape: [Int] = []
    for size in sizes {
      guard case .number(let text) = size, let number = Int(text), (1...Int(Int32.max)).contains(number) else {
        throw failure(
          "the sizes of the input '\(name)' are whole numbers between 1 and \(Int32.max), but one is \(size.summary)")
      }
      shape.append(number)
    }
    switch members["element"] {
    case nil, .string("float32"): return ModelInput(name, shape)
    case .string("int32"): return ModelInput(name, shape, .int32)
    case .some(let other): throw failure("the input '\(name)' is of the element float32 or int32, not \(other.summary)")
    }
  }

  /// The inputs with another number of tokens: that of the first sequence, [T] or [T, width], and of all inputs that are as long.
  static func stretched(_ inputs: [ModelInput], to length: Int) throws(GraphError) -> [ModelInput] {
    guard let own = inputs.first(where: { (1...2).contains($0.shape.count) })?.shape.first else {
      throw failure(
        "none of its inputs is a sequence, [T] or [T, width], whose length could be chosen; give it one under \"inputs\"")
    }
    return inputs.map { input in
      let isSequence = (1...2).contains(input.shape.count) && input.shape.first == own
      return isSequence ? ModelInput(input.name, [length] + input.shape.dropFirst(), input.element) : input
    }
  }

  /// The names under the key `outputs`; none where it is not there.
  static func outputs(_ value: JSONValue?) throws(GraphError) -> [String] {
    guard let value else { return [] }
    guard case .array(let values) = value, !values.isEmpty else { throw wrong("outputs", "an array of names", value) }
    var names: [String] = []
    for value in values {
      guard case .string(let name) = value else { throw wrong("outputs", "an array of names", holds: value) }
      names.append(name)
    }
    return names
  }

  private static func wrong(_ key: String, _ expected: String, _ value: JSONValue) -> GraphError {
    failure("\"\(key)\" of a model must be \(expected), but is \(value.summary)")
  }

  private static func wrong(_ key: String, _ expected: String, holds value: JSONValue) -> GraphError {
    failure("\"\(key)\" of a model must be \(expected), but holds \(value.summary)")
  }

  private static func failure(_ problem: String) -> GraphError { GraphError(layer: "", problem) }
}
