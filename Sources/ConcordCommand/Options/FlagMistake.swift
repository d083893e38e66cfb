/// Says which flag a mistake belongs to, where it shows only when the flag's value is used.
enum FlagMistake {
  /// - Parameter flag: With its dashes.
  static func naming<Result>(_ flag: String, _ body: () throws -> Result) throws -> Result {
    do { return try body() } catch { throw named(flag, error) }
  }

  static func naming<Result: Sendable>(_ flag: String, _ body: () async throws -> Result) async throws -> Result {
    do { return try await body() } catch { throw named(flag, error) }
  }

  private static func named(_ flag: String, _ error: any Error) -> any Error {
    let description = "\(error)"
    return description.firstRange(of: flag) != nil ? error : CommandError("\(flag): \(description)")
  }
}
