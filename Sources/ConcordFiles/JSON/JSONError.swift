/// What is wrong with a text that should be JSON, or with a value in it.
public struct JSONError: Error, Sendable, Equatable, CustomStringConvertible {
  /// What was expected, what is there.
  public let description: String
  /// Whether it is no JSON at all, rather than JSON that says something else than it should.
  public let isSyntax: Bool

  /// `description` says what is wrong and where.
  public init(_ description: String, isSyntax: Bool = false) {
    self.description = description
    self.isSyntax = isSyntax
  }
}
