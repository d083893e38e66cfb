/// The text of a kernel file, as far as it must be understood to find what its kernels take: functions that return nothing, and macros
/// that are such functions, used at the start of a line.
///
/// All of it is ASCII, and read byte by byte: characters would take ten times longer, in every start of a process.
struct KernelSource {
  typealias Bytes = ArraySlice<UInt8>

  private struct Macro {
    var parameters: [Bytes]
    var body: Bytes
  }

  private var macros: [Bytes: Macro] = [:]
  private var lines: [Bytes] = []

  init(_ source: String) {
    for line in Self.lines(source) {
      guard line.first == .number else {
        lines.append(line)
        continue
      }
      guard line.starts(with: "#define ".utf8), let macro = Self.macro(line.dropFirst(8)) else { continue }
      macros[macro.name] = macro.macro
    }
  }

  /// The functions that return nothing, and what stands between their parentheses.
  var declarations: [(name: String, list: String)] {
    var text: [UInt8] = []
    for line in lines {
      text += expanded(line) ?? Array(line)
      text.append(.newline)
    }
    return text[...].declaredFunctions
  }

  /// Whole lines, without comments.
  private static func lines(_ source: String) -> [Bytes] {
    var lines: [Bytes] = []
    var isContinued = false
    for var code in Array(source.utf8).split(separator: .newline) {
      if let comment = code.indices.dropLast().first(where: { code[$0] == .slash && code[$0 + 1] == .slash }) {
        code = code[..<comment]
      }
      while code.last == .space { code.removeLast() }
      let continues = code.last == .backslash
      if continues { code.removeLast() }
      if isContinued { lines[lines.count - 1] += code } else { lines.append(code) }
      isContinued = continues
    }
    return lines
  }

  /// Nil where it takes nothing.
  private static func macro(_ definition: Bytes) -> (name: Bytes, macro: Macro)? {
    let (name, rest) = definition.word
    guard rest.first == .open, let end = rest.firstIndex(of: .close) else { return nil }
    return (name, Macro(parameters: rest[..<end].dropFirst().arguments, body: rest[(end + 1)...]))
  }

  /// A line that begins with a macro, or with one that macro makes of it; nil for others.
  private func expanded(_ line: Bytes) -> [UInt8]? {
    let (name, call) = line.word
    guard call.first == .open, let macro = macros[name] else { return nil }
    let (list, rest) = call.parenthesized
    let values = list.arguments
    var result: [UInt8] = []
    var body = macro.body
    while let first = body.first {
      let (word, after) = body.word
      if !word.isEmpty {
        body = after
        result += macro.parameters.firstIndex(of: word).map { $0 < values.count ? values[$0] : [] } ?? word
      } else {
        body.removeFirst()
        if first == .number, body.first == .number { body.removeFirst() } else { result.append(first) }
      }
    }
    // What it made may be macros, one after another.
    var remainder = result.drop { $0 == .space }
    var all: [UInt8] = []
    while true {
      let after = remainder.word.after.parenthesized.after
      guard let made = expanded(remainder[..<after.startIndex]) else { break }
      all += made
      remainder = after.drop { $0 == .space }
    }
    return all + remainder + rest
  }
}

extension UInt8 {
  fileprivate static let newline = UInt8(ascii: "\n")
  fileprivate static let space = UInt8(ascii: " ")
  fileprivate static let slash = UInt8(ascii: "/")
  fileprivate static let backslash = UInt8(ascii: "\\")
  fileprivate static let number = UInt8(ascii: "#")
  fileprivate static let comma = UInt8(ascii: ",")
  fileprivate static let open = UInt8(ascii: "(")
  fileprivate static let close = UInt8(ascii: ")")
  fileprivate static let brace = UInt8(ascii: "{")

  fileprivate var isWordPart: Bool {
    switch self {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"),
      UInt8(ascii: "_"):
      true
    default: false
    }
  }
}

extension KernelSource.Bytes {
  /// The word that it begins with, which may be empty, and what comes after.
  fileprivate var word: (word: Self, after: Self) {
    let end = firstIndex { !$0.isWordPart } ?? endIndex
    return (self[..<end], self[end...])
  }

  fileprivate var trimmed: Self {
    var text = drop { $0 == .space }
    while text.last == .space { text.removeLast() }
    return text
  }

  /// What stands between the parenthesis that it begins with and the one that closes it, and what comes after.
  fileprivate var parenthesized: (inside: Self, after: Self) {
    var depth = 0
    for index in indices {
      if self[index] == .open { depth += 1 }
      if self[index] == .close { depth -= 1 }
      if depth == 0 { return (self[startIndex..<index].dropFirst(), self[(index + 1)...]) }
    }
    return (dropFirst(), self[endIndex...])
  }

  /// The arguments of a macro.
  fileprivate var arguments: [Self] {
    var arguments: [Self] = []
    var (depth, start) = (0, startIndex)
    for index in indices {
      if self[index] == .open { depth += 1 }
      if self[index] == .close { depth -= 1 }
      guard depth == 0, self[index] == .comma else { continue }
      arguments.append(self[start..<index].trimmed)
      start = index + 1
    }
    return arguments + [self[start...].trimmed]
  }

  /// Of each `void NAME(LIST) {` the name and the list.
  fileprivate var declaredFunctions: [(name: String, list: String)] {
    var functions: [(name: String, list: String)] = []
    var rest = self
    while let start = rest.firstIndex(of: UInt8(ascii: "v")) {
      rest = rest[start...]
      guard rest.starts(with: "void ".utf8) else {
        rest.removeFirst()
        continue
      }
      rest = rest.dropFirst(5)
      let (name, call) = rest.word
      guard !name.isEmpty, call.first == .open else { continue }
      let (list, after) = call.parenthesized
      if after.first(where: { $0 != .space && $0 != .newline }) == .brace {
        functions.append((String(decoding: name, as: UTF8.self), String(decoding: list, as: UTF8.self)))
      }
    }
    return functions
  }
}
