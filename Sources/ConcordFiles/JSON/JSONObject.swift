/// The members of a JSON object by name, each checked as it is asked for. A member that is not there is nil; one that is `null`, or
/// of another kind than it should be, is an error that names it.
public struct JSONObject: Sendable {
  /// The values by their keys.
  public let members: [String: JSONValue]
  /// Of the objects that it lies in.
  private let path: [String]

  /// An object's members; `path` names the keys that lead to it, for errors.
  public init(_ members: [String: JSONValue], path: [String] = []) {
    self.members = members
    self.path = path
  }

  /// The object that a text holds, and nothing else.
  ///
  /// - Parameters:
  ///   - bytes: UTF-8.
  ///   - what: What it is, for messages: `a config file`.
  public static func read(_ bytes: [UInt8], _ what: String) throws(JSONError) -> JSONObject {
    let value = try JSONReader.read(bytes)
    guard case .object(let members) = value else { throw JSONError("\(what) is one JSON object, but this is \(value.summary)") }
    return JSONObject(members)
  }

  /// A string, or `nil` where the key is not there; any other value throws.
  public func text(_ key: String) throws(JSONError) -> String? {
    guard let value = members[key] else { return nil }
    guard case .string(let text) = value else { throw wrong(key, "a text") }
    return text
  }

  /// A boolean, or `nil` where the key is not there; any other value throws.
  public func flag(_ key: String) throws(JSONError) -> Bool? {
    guard let value = members[key] else { return nil }
    guard case .boolean(let flag) = value else { throw wrong(key, "true or false") }
    return flag
  }

  /// A whole number, written without point and exponent: `24.0` and `-0` are none.
  public func integer<Integer: FixedWidthInteger>(_ key: String, as type: Integer.Type = Int.self) throws(JSONError) -> Integer?
  {
    guard let value = members[key] else { return nil }
    return try integer(value, key)
  }

  /// An array of whole numbers, or `nil` where the key is not there; any other value throws.
  public func integers(_ key: String) throws(JSONError) -> [Int]? {
    guard let value = members[key] else { return nil }
    guard case .array(let elements) = value else { throw wrong(key, "an array of whole numbers") }
    var integers: [Int] = []
    for element in elements { integers.append(try integer(element, key)) }
    return integers
  }

  private func integer<Integer: FixedWidthInteger>(_ value: JSONValue, _ key: String) throws(JSONError) -> Integer {
    guard case .number(let text) = value, let number = Integer(text), text != "-0" else {
      throw wrong(key, "a whole number between \(Integer.min) and \(Integer.max)", value)
    }
    return number
  }

  /// A number that binary64 can hold: not one that would become infinite, or 0 without being written as 0.
  public func number(_ key: String) throws(JSONError) -> Double? {
    guard let value = members[key] else { return nil }
    return try number(value, key, NumberText.double)
  }

  /// The same for binary32, rounded once.
  public func float(_ key: String) throws(JSONError) -> Float? {
    guard let value = members[key] else { return nil }
    return try number(value, key, NumberText.float)
  }

  /// An array of numbers, or `nil` where the key is not there; any other value throws.
  public func floats(_ key: String) throws(JSONError) -> [Float]? {
    guard let value = members[key] else { return nil }
    guard case .array(let elements) = value else { throw wrong(key, "an array of numbers") }
    var numbers: [Float] = []
    for element in elements { numbers.append(try number(element, key, NumberText.float)) }
    return numbers
  }

  private func number<Number>(
    _ value: JSONValue, _ key: String, _ convert: (String) throws(NumberError) -> Number
  ) throws(JSONError) -> Number {
    guard case .number(let text) = value else { throw wrong(key, "a number", value) }
    do throws(NumberError) {
      return try convert(text)
    } catch {
      throw JSONError("the value of \(name(key)) is a number that does not fit, \(value.summary): \(error)")
    }
  }

  /// An array of strings, or `nil` where the key is not there; any other value throws.
  public func texts(_ key: String) throws(JSONError) -> [String]? {
    guard let value = members[key] else { return nil }
    guard case .array(let elements) = value else { throw wrong(key, "an array of texts") }
    var texts: [String] = []
    for element in elements {
      guard case .string(let text) = element else { throw wrong(key, "an array of texts") }
      texts.append(text)
    }
    return texts
  }

  /// An array of objects, or `nil` where the key is not there; any other value throws.
  public func objects(_ key: String) throws(JSONError) -> [JSONObject]? {
    guard let value = members[key] else { return nil }
    guard case .array(let elements) = value else { throw wrong(key, "an array of objects") }
    var objects: [JSONObject] = []
    for element in elements {
      guard case .object(let members) = element else { throw wrong(key, "an array of objects") }
      objects.append(JSONObject(members, path: path + [key]))
    }
    return objects
  }

  /// An object, or `nil` where the key is not there; any other value throws.
  public func object(_ key: String) throws(JSONError) -> JSONObject? {
    guard let value = members[key] else { return nil }
    guard case .object(let members) = value else { throw wrong(key, "an object") }
    return JSONObject(members, path: path + [key])
  }

  /// What `value` gives, where there must be something.
  public func require<Value>(
    _ key: String, _ value: (String) throws(JSONError) -> Value?
  ) throws(JSONError) -> Value {
    guard let value = try value(key) else { throw JSONError("lacks \(name(key))") }
    return value
  }

  private func name(_ key: String) -> String { "'\((path + [key]).joined(separator: ".").printable(limit: 100))'" }

  /// An error of a member that should be `expected`.
  public func wrong(_ key: String, _ expected: String) -> JSONError { wrong(key, expected, members[key] ?? .null) }

  private func wrong(_ key: String, _ expected: String, _ value: JSONValue) -> JSONError {
    let remedy = if case .null = value { "; leave it out where nothing is meant" } else { "" }
    return JSONError("the value of \(name(key)) must be \(expected), but is \(value.summary)\(remedy)")
  }
}
