/// The text of a kernel file, as far as it must be understood to find what its kernels take: functions that return nothing, and macros
/// that are such functions, used at the start of a line.
struct KernelSource {
  private struct Macro {
    var parameters: [Substring]
    var body: String
  }

  private var macros: [Substring: Macro] = [:]
  private var text = ""

  init(_ source: String) {
    for line in Self.lines(source) {
      guard line.hasPrefix("#") else {
        text += line + "\n"
        continue
      }
      guard line.hasPrefix("#define "), let macro = Self.macro(line.dropFirst(8)) else { continue }
      macros[macro.name] = macro.macro
    }
  }

  /// The functions that return nothing, and what stands between their parentheses.
  var declarations: [(name: String, list: Substring)] {
    text.split(separator: "\n").reduce(into: "") { $0 += (expanded($1) ?? String($1)) + "\n" }.declaredFunctions
  }

  /// Whole lines, without comments.
  private static func lines(_ source: String) -> [String] {
    var lines: [String] = []
    var isContinued = false
    for line in source.split(separator: "\n", omittingEmptySubsequences: false) {
      var code = line
      if let comment = code.firstRange(of: "//") { code = code[..<comment.lowerBound] }
      while code.last == " " { code.removeLast() }
      let continues = code.last == "\\"
      if continues { code.removeLast() }
      if isContinued { lines[lines.count - 1] += code } else { lines.append(String(code)) }
      isContinued = continues
    }
    return lines
  }

  /// Nil where it takes nothing.
  private static func macro(_ definition: Substring) -> (name: Substring, macro: Macro)? {
    let name = definition.prefix(while: \.isWordPart)
    guard definition.dropFirst(name.count).first == "(", let end = definition.firstIndex(of: ")") else { return nil }
    let list = definition[definition.index(name.endIndex, offsetBy: 1)..<end]
    return (name, Macro(parameters: list.arguments, body: String(definition[definition.index(after: end)...])))
  }

  /// A line that begins with a macro, or with one that macro makes of it; nil for others.
  private func expanded(_ line: Substring) -> String? {
    let name = line.prefix(while: \.isWordPart)
    guard let macro = macros[name], line.dropFirst(name.count).first == "(" else { return nil }
    let (list, rest) = line.dropFirst(name.count).parenthesized
    let values = list.arguments
    var result = ""
    var body = Substring(macro.body)
    while let first = body.first {
      if first.isWordPart {
        let word = body.prefix(while: \.isWordPart)
        body = body.dropFirst(word.count)
        result += macro.parameters.firstIndex(of: word).map { $0 < values.count ? values[$0] : "" } ?? word
      } else {
        body.removeFirst()
        if first == "#", body.first == "#" { body.removeFirst() } else { result.append(first) }
      }
    }
    // What it made may be macros, one after another.
    var remainder = result.drop { $0 == " " }
    var all = ""
    while true {
      let after = remainder.drop(while: \.isWordPart).parenthesized.after
      guard let made = expanded(remainder[..<after.startIndex]) else { break }
      all += made
      remainder = after.drop { $0 == " " }
    }
    return all + remainder + rest
  }
}

extension Character {
  fileprivate var isWordPart: Bool { isASCII && (isLetter || isNumber) || self == "_" }
}

extension Substring {
  fileprivate var trimmed: Substring {
    var text = drop { $0 == " " }
    while text.last == " " { text.removeLast() }
    return text
  }

  /// What stands between the parenthesis that it begins with and the one that closes it, and what comes after.
  fileprivate var parenthesized: (inside: Substring, after: Substring) {
    var depth = 0
    for index in indices {
      if self[index] == "(" { depth += 1 }
      if self[index] == ")" { depth -= 1 }
      if depth == 0 { return (self[startIndex..<index].dropFirst(), self[self.index(after: index)...]) }
    }
    return (dropFirst(), self[endIndex...])
  }

  /// The arguments of a macro.
  fileprivate var arguments: [Substring] {
    var arguments: [Substring] = []
    var (depth, start) = (0, startIndex)
    for index in indices {
      if self[index] == "(" { depth += 1 }
      if self[index] == ")" { depth -= 1 }
      guard depth == 0, self[index] == "," else { continue }
      arguments.append(self[start..<index].trimmed)
      start = self.index(after: index)
    }
    return arguments + [self[start...].trimmed]
  }
}

extension String {
  /// Of each `void NAME(LIST) {` the name and the list.
  fileprivate var declaredFunctions: [(name: String, list: Substring)] {
    split(separator: "void ").dropFirst().compactMap { text in
      let name = text.prefix(while: \.isWordPart)
      guard !name.isEmpty, text.dropFirst(name.count).first == "(" else { return nil }
      let (list, after) = text.dropFirst(name.count).parenthesized
      return after.first { $0 != " " && $0 != "\n" } == "{" ? (String(name), list) : nil
    }
  }
}
