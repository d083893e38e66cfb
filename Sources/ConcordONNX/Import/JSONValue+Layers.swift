import ConcordFiles

extension JSONValue {
  static func size(_ size: Int) -> JSONValue { .number(String(size)) }
  static func sizes(_ sizes: [Int]) -> JSONValue { .array(sizes.map(size)) }
  static func real(_ number: Double) -> JSONValue { .number(String(number)) }
}
