import SwiftProtobuf

/// A node while it is read: what is asked of it is noted, so that an attribute that nobody asked for is refused and not passed over.
final class NodeReader {
  let node: ONNXNode
  private let attributes: [String: ONNXAttribute]
  private var asked: Set<String> = []

  init(_ node: ONNXNode) throws(ONNXError) {
    self.node = node
    attributes = Dictionary(node.attribute.map { ($0.name, $0) }) { first, _ in first }
    guard attributes.count == node.attribute.count else { throw failure("has an attribute twice") }
  }

  /// The name, or that of the first output where it has none.
  var label: String { node.name.isEmpty ? node.output.first ?? "" : node.name }

  func failure(_ problem: String, _ attribute: String? = nil) -> ONNXError {
    ONNXError(problem, node: label, operatorName: node.opType, attribute: attribute)
  }

  // MARK: Attributes

  func has(_ name: String) -> Bool { attributes[name] != nil }

  func integer(_ name: String, default fallback: Int) throws(ONNXError) -> Int {
    guard let value = asking(name) else { return fallback }
    guard value.hasI, let number = Int(exactly: value.i), number.magnitude <= 1 << 40 else {
      throw failure("must be a whole number", name)
    }
    return number
  }

  func flag(_ name: String, default fallback: Bool = false) throws(ONNXError) -> Bool {
    try integer(name, default: fallback ? 1 : 0) != 0
  }

  func number(_ name: String, default fallback: Float) throws(ONNXError) -> Float {
    guard let value = asking(name) else { return fallback }
    guard value.hasF, value.f.isFinite else { throw failure("must be a finite number", name) }
    return value.f
  }

  func integers(_ name: String) throws(ONNXError) -> [Int]? {
    guard let value = asking(name) else { return nil }
    guard value.type == .ints, value.ints.allSatisfy({ $0.magnitude <= 1 << 40 }) else {
      throw failure("must be a list of whole numbers", name)
    }
    return value.ints.map { Int($0) }
  }

  func text(_ name: String, default fallback: String) throws(ONNXError) -> String {
    guard let value = asking(name) else { return fallback }
    guard value.hasS, let text = String(validating: value.s, as: UTF8.self) else { throw failure("must be a text", name) }
    return text
  }

  /// The attribute itself.
  func attribute(_ name: String) -> ONNXAttribute? { asking(name) }

  private func asking(_ name: String) -> ONNXAttribute? {
    asked.insert(name)
    return attributes[name]
  }

  /// Refuses an attribute that has another value than the one that can be expressed.
  func require(_ name: String, _ value: Int, default fallback: Int, _ why: String) throws(ONNXError) {
    let found = try integer(name, default: fallback)
    guard found == value else { throw failure("is \(found), and only \(value) can be expressed: \(why)", name) }
  }

  /// Passes over an attribute that says nothing of what is computed.
  func ignore(_ names: String...) { asked.formUnion(names) }

  /// Refuses what nobody asked for.
  func finish() throws(ONNXError) {
    if let unknown = attributes.keys.sorted().first(where: { !asked.contains($0) }) {
      throw failure("is an attribute that is not known here", unknown)
    }
  }

  // MARK: Pairs of sizes

  /// Strides, dilations or sizes along the two axes of images, which must be equal.
  func square(_ name: String, default fallback: Int?) throws(ONNXError) -> Int {
    guard let values = try integers(name) ?? fallback.map({ [$0, $0] }) else { throw failure("is missing", name) }
    guard values.count == 2 else { throw failure("is of \(values.count) axes, and images have 2", name) }
    guard values[0] == values[1] else {
      throw failure("is \(values), and only the same along both axes can be expressed", name)
    }
    return values[0]
  }

  /// Padding: above, on the left, below, on the right.
  func pads() throws(ONNXError) -> [Int] {
    let automatic = try text("auto_pad", default: "NOTSET")
    guard automatic == "NOTSET" || automatic == "VALID" else {
      throw failure("is \(automatic), and only padding in numbers can be expressed", "auto_pad")
    }
    let pads = try integers("pads") ?? [0, 0, 0, 0]
    guard pads.count == 4, pads.allSatisfy({ (0...1 << 20).contains($0) }) else {
      throw failure("is \(pads.prefix(8)), and images have four sides", "pads")
    }
    return pads
  }
}
