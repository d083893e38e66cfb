/// A whole number as a formula of named ones: `ceil(n, 16) * 16`.
///
/// `+ - * / %`, comparisons and `&& || !` as in C (true is 1), parentheses, and the functions `min`, `max`, `ceil(a, b)`, the quotient
/// rounded up, and `align(a, b)`, the next multiple of b. A sum or product beyond 64 bits and a division by 0 are errors.
package struct SizeExpression: Sendable, Equatable {
  /// As it was written.
  package let text: String
  private let root: Node

  /// Why a formula cannot be read, or has no value.
  package struct Problem: Error, Equatable, CustomStringConvertible {
    package var description: String
  }

  /// - Throws: Where it is no such formula.
  package init(_ text: String) throws(Problem) {
    self.text = text
    guard text.utf8.count <= 1000 else { throw Problem(description: "is longer than 1000 characters") }
    var parser = Parser(text)
    root = try parser.whole()
  }

  /// The names in it, in their order.
  package var names: [String] {
    var names: [String] = []
    root.collect(&names)
    return names
  }

  /// - Throws: Where a name has no value, or there is no result.
  package func value(_ values: [String: Int]) throws(Problem) -> Int { try root.value(values) }

  fileprivate indirect enum Node: Sendable, Equatable {
    case number(Int)
    case name(String)
    case call(String, [Node])

    func collect(_ names: inout [String]) {
      switch self {
      case .number: break
      case .name(let name): if !names.contains(name) { names.append(name) }
      case .call(_, let arguments): for argument in arguments { argument.collect(&names) }
      }
    }

    func value(_ values: [String: Int]) throws(Problem) -> Int {
      switch self {
      case .number(let number): return number
      case .name(let name):
        guard let value = values[name] else { throw Problem(description: Self.unknown(name, values)) }
        return value
      case .call(let name, let arguments):
        var numbers: [Int] = []
        for argument in arguments { numbers.append(try argument.value(values)) }
        return try SizeExpression.apply(name, numbers)
      }
    }

    private static func unknown(_ name: String, _ values: [String: Int]) -> String {
      "names '\(name)', which is no dimension; there are: \(values.keys.sorted().joined(separator: ", "))"
    }
  }

  fileprivate static let functions = ["min", "max", "ceil", "align"]

  private static func apply(_ name: String, _ n: [Int]) throws(Problem) -> Int {
    func whole(_ result: (partialValue: Int, overflow: Bool)) throws(Problem) -> Int {
      guard !result.overflow else { throw Problem(description: "goes beyond 64 bits") }
      return result.partialValue
    }
    func divisor() throws(Problem) -> Int {
      guard n[1] != 0 else { throw Problem(description: "divides by 0") }
      return n[1]
    }
    /// Down where the sign is the same.
    func ceil() throws(Problem) -> Int {
      let divisor = try divisor()
      let (quotient, rest) = (try whole(n[0].dividedReportingOverflow(by: divisor)), n[0] % divisor)
      return rest != 0 && (rest > 0) == (divisor > 0) ? quotient + 1 : quotient
    }
    switch name {
    case "negate": return try whole(0.subtractingReportingOverflow(n[0]))
    case "!": return n[0] == 0 ? 1 : 0
    case "+": return try whole(n[0].addingReportingOverflow(n[1]))
    case "-": return try whole(n[0].subtractingReportingOverflow(n[1]))
    case "*": return try whole(n[0].multipliedReportingOverflow(by: n[1]))
    case "/": return try whole(n[0].dividedReportingOverflow(by: try divisor()))
    case "%": return try whole(n[0].remainderReportingOverflow(dividingBy: try divisor()))
    case "==": return n[0] == n[1] ? 1 : 0
    case "!=": return n[0] != n[1] ? 1 : 0
    case "<": return n[0] < n[1] ? 1 : 0
    case "<=": return n[0] <= n[1] ? 1 : 0
    case ">": return n[0] > n[1] ? 1 : 0
    case ">=": return n[0] >= n[1] ? 1 : 0
    case "&&": return n[0] != 0 && n[1] != 0 ? 1 : 0
    case "||": return n[0] != 0 || n[1] != 0 ? 1 : 0
    case "min": return n.min() ?? 0
    case "max": return n.max() ?? 0
    case "ceil": return try ceil()
    default: return try whole(try ceil().multipliedReportingOverflow(by: n[1]))
    }
  }
}

private struct Parser {
  typealias Node = SizeExpression.Node
  typealias Problem = SizeExpression.Problem

  private var rest: Substring
  private var depth = 0
  /// Loosest first.
  private static let levels = [["||"], ["&&"], ["==", "!=", "<=", ">=", "<", ">"], ["+", "-"], ["*", "/", "%"]]

  init(_ text: String) { rest = text[...] }

  mutating func whole() throws(Problem) -> Node {
    let node = try binary(0)
    skip()
    guard rest.isEmpty else { throw Problem(description: "has '\(rest.prefix(20))' where it should end") }
    return node
  }

  private mutating func binary(_ level: Int) throws(Problem) -> Node {
    guard level < Self.levels.count else { return try unary() }
    var node = try binary(level + 1)
    while let sign = Self.levels[level].first(where: { take($0) }) { node = .call(sign, [node, try binary(level + 1)]) }
    return node
  }

  private mutating func unary() throws(Problem) -> Node {
    depth += 1
    defer { depth -= 1 }
    guard depth <= 50 else { throw Problem(description: "is nested too deeply") }
    if take("-") { return .call("negate", [try unary()]) }
    if take("!") { return .call("!", [try unary()]) }
    if take("(") {
      let node = try binary(0)
      guard take(")") else { throw Problem(description: "lacks a ')'") }
      return node
    }
    skip()
    let word = rest.prefix { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_") }
    guard let first = word.first else {
      throw Problem(
        description: rest.isEmpty ? "ends where a number should come" : "has '\(rest.prefix(1))' where a number should come")
    }
    rest = rest.dropFirst(word.count)
    if first.isNumber {
      guard let number = Int(word) else { throw Problem(description: "has '\(word)' where a whole number should come") }
      return .number(number)
    }
    guard take("(") else { return .name(String(word)) }
    guard SizeExpression.functions.contains(String(word)) else {
      throw Problem(description: "calls '\(word)'; there are: \(SizeExpression.functions.joined(separator: ", "))")
    }
    var arguments = [try binary(0)]
    while take(",") { arguments.append(try binary(0)) }
    guard take(")") else { throw Problem(description: "lacks a ')' after '\(word)('") }
    guard arguments.count == 2 || ["min", "max"].contains(word) else {
      throw Problem(description: "gives '\(word)' \(arguments.count) numbers, where it takes 2")
    }
    return .call(String(word), arguments)
  }

  private mutating func skip() { rest = rest.drop { $0 == " " || $0 == "\t" } }

  private mutating func take(_ sign: String) -> Bool {
    skip()
    guard rest.hasPrefix(sign) else { return false }
    rest = rest.dropFirst(sign.count)
    return true
  }
}
