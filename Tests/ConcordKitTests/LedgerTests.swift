import ConcordKit
import Testing

@Suite("Ledger")
struct LedgerTests {
  private func ledger(failing: String = "") -> Ledger {
    Ledger(device: FaultyDevice(FaultyBackend.information(0), failing: failing))
  }

  @Test("bytes are recorded by category, padding apart")
  func categories() throws {
    let ledger = ledger()
    let parameters = try ledger.allocate(.parameters, byteCount: 1024, padding: 24)
    let more = try ledger.allocate(.parameters, byteCount: 256)
    let batch = try ledger.allocate(.batch, byteCount: 512, padding: 512)
    #expect(ledger.usage[.parameters] == Ledger.Usage(allocated: 1256, padding: 24))
    #expect(ledger.usage[.batch] == Ledger.Usage(allocated: 0, padding: 512))
    #expect(ledger.usage[.activations] == nil)
    #expect(ledger.totalByteCount == 1792)
    #expect(ledger.movements == 3)
    withExtendedLifetime((parameters, more, batch)) {}
  }

  @Test("a planted extra allocation moves it")
  func planted() throws {
    let ledger = ledger()
    let expected = try ledger.allocate(.workspace, byteCount: 256)
    let (usage, movements) = (ledger.usage, ledger.movements)
    let planted = try ledger.allocate(.workspace, byteCount: 1)
    #expect(ledger.usage != usage)
    #expect(ledger.movements == movements + 1)
    withExtendedLifetime((expected, planted)) {}
  }

  @Test("returned buffers leave nothing, and the peak stays")
  func returned() throws {
    let ledger = ledger()
    do {
      let first = try ledger.allocate(.gradients, byteCount: 768)
      let second = try ledger.allocate(.state, byteCount: 256)
      withExtendedLifetime((first, second)) {}
    }
    #expect(ledger.totalByteCount == 0)
    #expect(ledger.usage.values.allSatisfy { $0 == Ledger.Usage() })
    #expect(ledger.movements == 4)
    #expect(ledger.peakByteCount == 1024)
  }

  @Test("an allocation that fails is not recorded, and says what it was for")
  func failed() {
    let ledger = ledger(failing: "allocate")
    let error = #expect(throws: BackendError.self) { try ledger.allocate(.optimizer, byteCount: 4096) }
    #expect(error?.code == .outOfMemory)
    #expect(error?.message == "allocating 4096 bytes for optimizer on faulty 0: planted in allocate")
    #expect(ledger.movements == 0)
    #expect(ledger.totalByteCount == 0)
  }

  @Test("beyond its limit the device is not asked, and what is given back can be taken again")
  func limited() throws {
    let ledger = Ledger(device: FaultyDevice(FaultyBackend.information(0), failing: ""), limit: 1000)
    let first = try ledger.allocate(.parameters, byteCount: 600)
    let error = #expect(throws: BackendError.self) { try ledger.allocate(.batch, byteCount: 401) }
    #expect(error?.code == .outOfMemory)
    #expect(error?.message.contains("limit of 1000") == true)
    #expect(ledger.movements == 1)
    do {
      let second = try ledger.allocate(.batch, byteCount: 400)
      #expect(ledger.totalByteCount == 1000)
      withExtendedLifetime(second) {}
    }
    let third = try ledger.allocate(.state, byteCount: 400)
    #expect(ledger.peakByteCount == 1000)
    withExtendedLifetime((first, third)) {}
  }

  @Test("what is written through a ledger's buffer is read back")
  func transfer() throws {
    let buffer = try ledger().allocate(.batch, byteCount: 16)
    try [UInt8](1...4).withUnsafeBytes { try buffer.write($0, at: 12) }
    var bytes = [UInt8](repeating: 9, count: 6)
    try bytes.withUnsafeMutableBytes { try buffer.read(into: $0, at: 10) }
    #expect(bytes == [0, 0, 1, 2, 3, 4])
  }
}
