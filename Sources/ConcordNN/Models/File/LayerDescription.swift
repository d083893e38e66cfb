import ConcordFiles
import ConcordGraph
import ConcordKit

/// One layer of a model file: its values, checked as they are read, and the input that will reach it.
package struct LayerDescription {
  let type: String
  let members: [String: JSONValue]
  /// Each of one sample: [1, …].
  let inputs: [TensorType]
  /// What layers within this one can take by name.
  let values: NamedValues<TensorType>
  /// Names of the layers that it lies in, and its own.
  let path: [String]

  /// The first input.
  var input: TensorType { inputs.first ?? TensorType([1]) }

  /// Names become parts of parameters' names, which dots separate: `layer1.0.conv1` is one as good as `conv1`.
  package static func isName(_ text: String) -> Bool {
    text.utf8.count <= 100 && text.allSatisfy { !$0.isWhitespace }
      && text.split(separator: ".", omittingEmptySubsequences: false).allSatisfy { !$0.isEmpty }
  }

  func checkKeys(required: [String], optional: [String]) throws(GraphError) {
    let known = required + optional
    if let unknown = members.keys.sorted().first(where: { $0 != "type" && !known.contains($0) }) {
      throw failure(
        "\(type) has no attribute \(JSONValue.string(unknown).summary); it takes \(known.joined(separator: ", "))")
    }
    if let missing = required.first(where: { members[$0] == nil }) {
      throw failure("\(type) needs the attribute \"\(missing)\"")
    }
  }

  // MARK: Values

  /// A whole number of at least `least`.
  func size(_ key: String, atLeast least: Int = 1) throws(GraphError) -> Int {
    guard case .number(let text) = members[key], let number = Int(text), number >= least, number <= Self.largestSize else {
      throw wrong(key, "a whole number between \(least) and \(Self.largestSize)")
    }
    return number
  }

  /// A whole number of at least `least`, or what holds where the key is not there.
  func size(_ key: String, atLeast least: Int = 1, default fallback: Int) throws(GraphError) -> Int {
    members[key] == nil ? fallback : try size(key, atLeast: least)
  }

  func optionalSize(_ key: String) throws(GraphError) -> Int? { members[key] == nil ? nil : try size(key) }

  /// A number in a range, or what holds where the key is not there.
  func number(_ key: String, in range: ClosedRange<Double>, default fallback: Double) throws(GraphError) -> Double {
    guard let value = members[key] else { return fallback }
    guard case .number(let text) = value, let number = try? NumberText.double(text), range.contains(number) else {
      throw wrong(key, "a number between \(range.lowerBound) and \(range.upperBound)")
    }
    return number
  }

  func boolean(_ key: String, default fallback: Bool) throws(GraphError) -> Bool {
    guard let value = members[key] else { return fallback }
    guard case .boolean(let flag) = value else { throw wrong(key, "true or false") }
    return flag
  }

  /// The value of `name`, where there is one.
  func name() throws(GraphError) -> String? {
    guard let value = members["name"] else { return nil }
    guard case .string(let text) = value, Self.isName(text) else {
      throw wrong("name", "a text of 1 to 100 bytes without spaces, and with dots between parts alone")
    }
    return text
  }

  /// Layers within this one, one after another from its input on.
  func sequence(_ key: String) throws(GraphError) -> [any Layer] {
    try LayerReader(scope: path, values: values).sequence(list(key), from: inputs)
  }

  /// Layers within this one that all take its input.
  func branches(_ key: String) throws(GraphError) -> [any Layer] {
    try LayerReader(scope: path, values: values).branches(list(key), of: input)
  }

  private func list(_ key: String) throws(GraphError) -> [JSONValue] {
    guard case .array(let values) = members[key] else { throw wrong(key, "an array of layers") }
    return values
  }

  // MARK: The input

  /// C of an input [N, C, H, W].
  func channels() throws(GraphError) -> Int {
    guard input.shape.count == 4 else { throw mismatch("[N, C, H, W]") }
    return input.shape[1]
  }

  /// Columns of an input [N, …, columns].
  func columns() throws(GraphError) -> Int {
    guard input.shape.count >= 2 else { throw mismatch("[N, …, inputs]") }
    return input.shape[input.shape.count - 1]
  }

  /// Whole numbers of at least 1.
  func sizes(_ key: String) throws(GraphError) -> [Int] {
    guard case .array(let values) = members[key], !values.isEmpty else { throw wrong(key, "an array of whole numbers") }
    var sizes: [Int] = []
    for value in values {
      guard case .number(let text) = value, let number = Int(text), (1...Self.largestSize).contains(number) else {
        throw wrong(key, "an array of whole numbers between 1 and \(Self.largestSize)")
      }
      sizes.append(number)
    }
    return sizes
  }

  // MARK: Errors

  func failure(_ problem: String) -> GraphError { GraphError(layer: path.joined(separator: "."), problem) }

  private func mismatch(_ expected: String, remedy: String? = nil) -> GraphError {
    ModelContext(Graph(), scope: path).mismatch(type, expected: expected, got: input.shape, remedy: remedy)
  }

  private func wrong(_ key: String, _ expected: String) -> GraphError {
    failure("attribute \"\(key)\" of \(type) must be \(expected), but is \(members[key]?.summary ?? "missing")")
  }

  private static let largestSize = Int(Int32.max)
}
