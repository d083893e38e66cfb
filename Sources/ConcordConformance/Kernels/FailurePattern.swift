/// What the cases that went wrong have in common, and the others have not: `n % 16 != 0`.
package enum FailurePattern {
  /// A sentence; nil where all went wrong, or none, or nothing tells them apart.
  ///
  /// - Parameter cases: The sizes of each, the class of its numbers, and whether it went wrong.
  package static func sentence(_ cases: [(sizes: [String: Int], values: String, isWrong: Bool)]) -> String? {
    let wrong = cases.filter(\.isWrong)
    guard !wrong.isEmpty, wrong.count < cases.count else { return nil }
    let names = Set(cases.flatMap { $0.sizes.keys }).sorted()
    for (text, holds) in conditions(names, cases.map(\.sizes)) where cases.allSatisfy({ holds($0.sizes) == $0.isWrong }) {
      return "the cases that went wrong are those with \(text)"
    }
    let classes = Set(wrong.map(\.values))
    if cases.allSatisfy({ classes.contains($0.values) == $0.isWrong }) {
      return "the cases that went wrong are those of the numbers: \(classes.sorted().joined(separator: ", "))"
    }
    return necessary(names, cases)
  }

  /// What all that went wrong have, and the fewest of the others.
  private static func necessary(
    _ names: [String], _ cases: [(sizes: [String: Int], values: String, isWrong: Bool)]
  ) -> String? {
    var best: (text: String, without: Int)?
    for (text, holds) in conditions(names, cases.map(\.sizes)) where cases.allSatisfy({ !$0.isWrong || holds($0.sizes) }) {
      let without = cases.count { !holds($0.sizes) }
      if without > best?.without ?? 4 { best = (text, without) }
    }
    return best.map { "all cases that went wrong have \($0.text); the \($0.without) without it passed" }
  }

  private typealias Condition = (text: String, holds: ([String: Int]) -> Bool)

  /// The plain ones first.
  private static func conditions(_ names: [String], _ sizes: [[String: Int]]) -> [Condition] {
    var conditions: [Condition] = []
    for name in names {
      for divisor in [2, 3, 4, 8, 16, 32, 64, 128] {
        conditions.append(("\(name) % \(divisor) != 0", { ($0[name] ?? 0) % divisor != 0 }))
      }
      for limit in Set(sizes.compactMap { $0[name] }).sorted() {
        conditions.append(("\(name) > \(limit)", { ($0[name] ?? 0) > limit }))
        conditions.append(("\(name) == \(limit)", { $0[name] == limit }))
      }
    }
    for a in names {
      for b in names where a < b { conditions.append(("\(a) != \(b)", { $0[a] != $0[b] })) }
    }
    return conditions
  }
}
