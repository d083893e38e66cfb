import ConcordABI
import Testing

@testable import ConcordKit

@Suite("Errors across the ABI")
struct ErrorTests {
  @Test(
    "an error is the same after it crossed",
    arguments: [
      BackendError(.outOfMemory, "out of it"), BackendError(.buildFailed, "kernel: line 3\nGrüße", operation: 0),
      BackendError(BackendError.Code(rawValue: 4711), "", operation: 12),
    ])
  func roundTrip(error: BackendError) {
    #expect(throws: error) { try BackendError.check(error.exported()) }
  }

  @Test("no error object is success")
  func success() throws {
    try BackendError.check(nil)
  }

  @Test("an error prints its kind, its operation and its message")
  func description() {
    #expect("\(BackendError(.unsupported, "no such op", operation: 3))" == "unsupported (operation 3): no such op")
    #expect("\(BackendError(.notFound, "gone"))" == "not found: gone")
    #expect("\(BackendError(BackendError.Code(rawValue: 99), "?"))" == "error 99: ?")
  }

  @Test("the codes are those of the header")
  func codes() {
    let codes: [BackendError.Code] = [
      .invalidArgument, .unsupported, .outOfMemory, .deviceLost, .buildFailed, .nonConforming, .notFound, .internal,
    ]
    #expect(codes.map(\.rawValue) == Array(1...8))
  }
}
