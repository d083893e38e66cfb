/// What a source shows by itself: calls and options whose bits are the device's own choice, so that a kernel with them cannot promise any.
enum SourceContract {
  /// In sentences, the first in the source first.
  static func problems(_ source: String, options: String) -> [String] {
    var problems: [String] = []
    for (number, line) in withoutComments(source).split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
      for name in calls(in: line) {
        guard let why = reason(name) else { continue }
        problems.append("line \(number + 1) of the source calls \(name), \(why)")
      }
    }
    for option in options.split(separator: " ") {
      guard relaxing.contains(String(option)) else { continue }
      problems.append(
        "it is built with \(option), which lets a device compute other bits; leave it out, or judge it with --ulp")
    }
    return problems
  }

  private static let relaxing = [
    "-cl-mad-enable", "-cl-fast-relaxed-math", "-cl-unsafe-math-optimizations", "-cl-finite-math-only", "-cl-no-signed-zeros",
    "-cl-denorms-are-zero", "-cl-single-precision-constant",
  ]

  private static func reason(_ name: Substring) -> String? {
    if name == "mad" { return "which devices round as they like: the definition says fma" }
    if name.hasPrefix("native_") || name.hasPrefix("half_") {
      return "which devices compute as they like: write it out of operations that are rounded, or judge it with --ulp"
    }
    if functions.contains(String(name)) {
      return "of which OpenCL promises some ulp and no bits: write it out as docs/numerics.md does, or judge it with --ulp"
    }
    return nil
  }

  private static let functions: Set = [
    "exp", "exp2", "exp10", "expm1", "log", "log2", "log10", "log1p", "pow", "powr", "pown", "sin", "cos", "tan", "sinh",
    "cosh", "tanh", "erf",
    "erfc", "rsqrt", "cbrt", "dot", "length", "normalize", "mix", "smoothstep",
  ]

  /// Names with a parenthesis behind them.
  private static func calls(in line: Substring) -> [Substring] {
    var calls: [Substring] = []
    var rest = line
    while let start = rest.firstIndex(where: isWord) {
      let word = rest[start...].prefix(while: isWord)
      rest = rest[word.endIndex...]
      if rest.drop(while: { $0 == " " }).first == "(" { calls.append(word) }
    }
    return calls
  }

  private static func isWord(_ character: Character) -> Bool {
    character.isASCII && (character.isLetter || character.isNumber) || character == "_"
  }

  /// The lines as they are, with nothing where comments were.
  private static func withoutComments(_ source: String) -> String {
    var result = ""
    var rest = Substring(source)
    while let character = rest.first {
      if rest.hasPrefix("//") {
        rest = rest.drop { !$0.isNewline }
      } else if rest.hasPrefix("/*") {
        let end = rest.dropFirst(2).firstRange(of: "*/")?.upperBound ?? rest.endIndex
        result += rest[..<end].filter { $0 == "\n" }
        rest = rest[end...]
      } else {
        result.append(character)
        rest = rest.dropFirst()
      }
    }
    return result
  }
}
