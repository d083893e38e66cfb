import ConcordData
import Testing

/// Expects `body` to throw a `DataError` of one line with `code` that contains each of `parts`.
func expectDataError(
  _ code: DataError.Code, _ parts: String..., sourceLocation: SourceLocation = #_sourceLocation,
  _ body: () throws -> Void
) {
  do {
    try body()
    Issue.record("nothing was thrown", sourceLocation: sourceLocation)
  } catch let error as DataError {
    #expect(error.code == code, "\(error)", sourceLocation: sourceLocation)
    #expect(!error.description.contains("\n"), sourceLocation: sourceLocation)
    for part in parts { #expect(error.description.contains(part), sourceLocation: sourceLocation) }
  } catch {
    Issue.record("thrown was \(error)", sourceLocation: sourceLocation)
  }
}
