import Testing

@testable import ConcordConformance

@Suite("Formulas of sizes")
struct SizeExpressionTests {
  private func value(_ text: String, _ values: [String: Int] = [:]) throws -> Int { try SizeExpression(text).value(values) }

  @Test("signs bind as in C, and functions round as they say")
  func values() throws {
    let sizes = ["n": 33, "m": 4, "zero": 0]
    for (text, expected) in [
      ("1 + 2 * 3", 7), ("(1 + 2) * 3", 9), ("7 - 2 - 1", 4), ("7 / 2", 3), ("-7 / 2", -3), ("7 % 4", 3), ("ceil(n, 16)", 3),
      ("ceil(32, 16)", 2), ("ceil(-7, 2)", -3), ("align(n, 16)", 48), ("align(zero, 16)", 0), ("min(3, n, m)", 3),
      ("max(3, n)", 33),
      ("n % m == 1", 1), ("n < m || m == 4 && !zero", 1), ("1 + 1 == 2", 1), ("n <= 32", 0), ("--2", 2), ("n!=m", 1),
    ] { #expect(try value(text, sizes) == expected, "\(text)") }
  }

  @Test(
    "what is no formula is refused with the reason",
    arguments: [
      ("", "ends where a number"), ("1 +", "ends where a number"), ("(1", "lacks a ')'"), ("1 2", "where it should end"),
      ("f(1, 2)", "calls 'f'"), ("ceil(1)", "takes 2"), ("1x", "whole number"), ("99999999999999999999", "whole number"),
      ("$", "has '$'"),
      (String(repeating: "(", count: 60), "nested too deeply"), (String(repeating: "1+", count: 600) + "1", "longer than 1000"),
      ("1.5", "where it should end"),
    ])
  func refused(text: String, reason: String) {
    let problem = #expect(throws: SizeExpression.Problem.self) { try SizeExpression(text) }
    #expect(problem?.description.contains(reason) == true, "\(problem?.description ?? "")")
  }

  @Test(
    "a formula without a value says why",
    arguments: [
      ("n / 0", "divides by 0"), ("n % 0", "divides by 0"), ("ceil(n, 0)", "divides by 0"), ("big * big", "beyond 64 bits"),
      ("least / -1", "beyond 64 bits"), ("least % -1", "beyond 64 bits"), ("-least", "beyond 64 bits"),
      ("align(big, 16)", "beyond 64 bits"),
      ("k", "there are: big, least, n"),
    ])
  func valueless(text: String, reason: String) {
    let problem = #expect(throws: SizeExpression.Problem.self) { try value(text, ["n": 3, "big": .max, "least": .min]) }
    #expect(problem?.description.contains(reason) == true, "\(problem?.description ?? "")")
  }
}
