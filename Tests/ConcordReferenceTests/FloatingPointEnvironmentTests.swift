#if canImport(Glibc) && arch(x86_64)
  import ConcordKit
  import ConcordReference
  import ConcordTestSupport
  import Testing

  @Suite("Opening the reference in an inexact process")
  struct FloatingPointEnvironmentTests {
    private func check(_ inMode: (() throws -> Void) throws -> Void, says problem: String) throws {
      let backend = ReferenceBackend()
      var refused: BackendError?
      var labelled: DeviceInfo?
      try inMode {
        do { _ = try backend.open(device: 0, options: [:]) } catch { refused = error as? BackendError }
        labelled = try backend.open(device: 0, options: ["allow-non-conforming": "true"]).info
      }
      #expect(refused?.code == .nonConforming)
      #expect(refused?.message.contains(problem) == true)
      #expect(labelled?.conformance == .failed)
      #expect(labelled?.notes.contains(problem) == true)
      #expect(try backend.open(device: 0, options: [:]).info.conformance == .passed)
    }

    @Test("another rounding mode is refused, and labelled where it is used all the same")
    func rounding() throws {
      try check({ try FloatingPointMode.roundingUp($0) }, says: "rounding mode")
    }

    @Test("flushed denormals are refused, and labelled where they are used all the same")
    func denormals() throws {
      try check({ try FloatingPointMode.flushingDenormals($0) }, says: "denormal numbers are flushed")
    }
  }
#endif
