/// A constant of an operation.
public enum AttributeValue: Sendable, Hashable {
  /// A whole number.
  case integer(Int)
  /// A number of 32 bits, kept to the bit.
  case float(Float)
  /// Text.
  case string(String)
  /// Yes or no.
  case boolean(Bool)
}

extension AttributeValue: CustomStringConvertible {
  public var description: String {
    switch self {
    case .integer(let value): "\(value)"
    case .float(let value): "\(value)"
    case .string(let value): value
    case .boolean(let value): "\(value)"
    }
  }
}

/// The constants of an operation, by name.
public struct Attributes: Sendable, Hashable {
  /// The values by their names.
  public private(set) var values: [String: AttributeValue]

  /// Attributes of these names and values.
  public init(_ values: [String: AttributeValue] = [:]) { self.values = values }

  /// These and `more`, which win.
  public func setting(_ more: [String: AttributeValue]) -> Attributes {
    Attributes(values.merging(more) { $1 })
  }

  /// Name and value, sorted by name: the order in which the C ABI carries them.
  public var sorted: [(name: String, value: AttributeValue)] {
    values.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
  }

  /// Refuses names that the operation does not define.
  public func allow(only names: String...) throws(OperationError) { try allow(only: names) }

  /// Refuses names that the operation does not define.
  public func allow(only names: [String]) throws(OperationError) {
    for name in values.keys.sorted() where !names.contains(name) {
      let known = names.isEmpty ? "it takes none" : "it takes \(names.joined(separator: ", "))"
      throw OperationError("has no attribute '\(name)'; \(known)")
    }
  }

  /// The boolean of this name, `fallback` where there is none; a value of another type throws.
  public func boolean(_ name: String, default fallback: Bool) throws(OperationError) -> Bool {
    guard let value = values[name] else { return fallback }
    guard case .boolean(let flag) = value else { throw wrongKind(name, value, "true or false") }
    return flag
  }

  /// The whole number of this name, `fallback` where there is none; a value of another type throws.
  public func integer(_ name: String, default fallback: Int) throws(OperationError) -> Int {
    guard let value = values[name] else { return fallback }
    guard case .integer(let number) = value else { throw wrongKind(name, value, "an integer") }
    return number
  }

  /// The float of this name, `fallback` where there is none; a value of another type throws.
  public func float(_ name: String, default fallback: Float) throws(OperationError) -> Float {
    guard let value = values[name] else { return fallback }
    guard case .float(let number) = value else { throw wrongKind(name, value, "a number") }
    return number
  }

  /// A string attribute that lists whole numbers of at least 0, such as `0,2,1`; none where it is missing or empty.
  public func integers(_ name: String) throws(OperationError) -> [Int] {
    guard let value = values[name] else { return [] }
    guard case .string(let text) = value, text.utf8.count <= 1000 else { throw wrongKind(name, value, "numbers such as 0,2,1") }
    var numbers: [Int] = []
    for part in text.isEmpty ? [] : text.split(separator: ",", omittingEmptySubsequences: false) {
      guard let number = UInt32(part) else { throw wrongKind(name, value, "numbers such as 0,2,1") }
      numbers.append(Int(number))
    }
    return numbers
  }

  /// A string attribute that names a case of `Choice`.
  public func choice<Choice: RawRepresentable & CaseIterable>(_ name: String, default fallback: Choice)
    throws(OperationError) -> Choice where Choice.RawValue == String
  {
    guard let value = values[name] else { return fallback }
    guard case .string(let text) = value, let choice = Choice(rawValue: text) else {
      throw wrongKind(name, value, "one of " + Choice.allCases.map(\.rawValue).joined(separator: ", "))
    }
    return choice
  }

  private func wrongKind(_ name: String, _ value: AttributeValue, _ expected: String) -> OperationError {
    OperationError("attribute '\(name)' must be \(expected), but is \(value)")
  }
}
