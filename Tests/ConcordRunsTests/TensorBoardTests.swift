import ConcordTestSupport
import Foundation
import Testing

@testable import ConcordRuns

@Suite("TensorBoard")
struct TensorBoardTests {
  @Test("CRC-32C gives RFC 3720's examples")
  func checksum() {
    #expect(CRC32C.of([UInt8](repeating: 0, count: 32)) == 0x8a91_36aa)
    #expect(CRC32C.of([UInt8](repeating: 0xff, count: 32)) == 0x62a8_ab43)
    #expect(CRC32C.of(Array(0..<32)) == 0x46dd_794e)
    #expect(CRC32C.of(Array("123456789".utf8)) == 0xe306_9283)
    #expect(CRC32C.masked([]) == 0xa282_ead8)
  }

  @Test("integers take protocol buffers' examples of bytes")
  func wireFormat() {
    // The encoding guide: field 1 = 150; field 2 = "testing"; field 3 holds the first.
    var inner = ProtobufMessage()
    inner.append(1, varint: 150)
    #expect(inner.bytes == [0x08, 0x96, 0x01])
    var outer = ProtobufMessage()
    outer.append(2, text: "testing")
    outer.append(3, message: inner)
    #expect(outer.bytes == [0x12, 0x07, 0x74, 0x65, 0x73, 0x74, 0x69, 0x6e, 0x67, 0x1a, 0x03, 0x08, 0x96, 0x01])
    var negative = ProtobufMessage()
    negative.append(1, varint: -1)
    #expect(negative.bytes == [0x08] + [UInt8](repeating: 0xff, count: 9) + [0x01])
  }

  @Test("a scalar is the bytes that tensorboard's own EventFileWriter writes")
  func scalarBytes() {
    // tensorboard 2.21: RecordWriter over event_pb2.Event(wall_time=1.5, step=300, summary=…Value(tag="loss", simple_value=0.25)).
    let event = TensorBoardEvent(time: 1.5, step: 300, .scalars([.init("loss", 0.25)]))
    #expect(
      Self.hex(event.record)
        == "1b000000000000001a0d9e1309000000000000f83f10ac022a0d0a0b0a046c6f7373150000803e9908deed")
    let first = TensorBoardEvent(time: 2, step: 0, .fileVersion)
    #expect(
      Self.hex(first.record)
        == "1800000000000000a37f4b220900000000000000401a0d627261696e2e4576656e743a32ff2ee0e7")
    let restart = TensorBoardEvent(time: 2, step: 7, .restart)
    #expect(
      Self.hex(restart.record)
        == "0f000000000000006d532b0909000000000000004010073a020801d1715dcb")
  }

  private static func hex(_ bytes: [UInt8]) -> String {
    bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
  }

  @Test("a run that goes on begins a file whose name comes after all others, and says from which step on it counts")
  func files() throws {
    let folder = try TemporaryFolder()
    _ = try TensorBoardFile(in: folder.url.path, time: 1000, after: 0)
    // The clock was set back meanwhile.
    let second = try TensorBoardFile(in: folder.url.path, time: 900, after: 6)
    try second.append(TensorBoardEvent(time: 901, step: 7, .scalars([.init("loss", 1)])))
    let names = try FileManager.default.contentsOfDirectory(atPath: folder.url.path).sorted()
    #expect(names == ["events.out.tfevents.1000.concord", "events.out.tfevents.1001.concord"])
    let expected = [
      TensorBoardEvent(time: 900, step: 0, .fileVersion), TensorBoardEvent(time: 900, step: 7, .restart),
      TensorBoardEvent(time: 901, step: 7, .scalars([.init("loss", 1)])),
    ]
    #expect(try Data(contentsOf: folder.url.appendingPathComponent(names[1])) == Data(expected.flatMap(\.record)))
  }
}
