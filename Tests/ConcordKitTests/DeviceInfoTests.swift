import ConcordABI
import Testing

@testable import ConcordKit

@Suite("Device descriptions across the ABI")
struct DeviceInfoTests {
  private let info = DeviceInfo(
    kind: .gpu, name: "Gerät", vendor: "V", platform: "P", driver: "D 1.2", memoryBytes: 1 << 34,
    maximumAllocationBytes: nil, computeUnits: 7, conformance: .failed, notes: "n")

  @Test("a description is the same after it crossed")
  func roundTrip() {
    var target = concord_device_info()
    target.size = UInt64(MemoryLayout<concord_device_info>.size)
    info.write(to: &target)
    #expect(DeviceInfo(target) == info)
    #expect(target.size == 1192)
  }

  @Test("a reader with a shorter struct gets what it has room for, and no byte beyond")
  func shorterReader() {
    let room = 40
    let bytes = UnsafeMutableRawPointer.allocate(byteCount: 1192, alignment: 8)
    defer { bytes.deallocate() }
    bytes.initializeMemory(as: UInt8.self, repeating: 0xaa, count: 1192)
    let target = bytes.assumingMemoryBound(to: concord_device_info.self)
    target.pointee.size = UInt64(room)
    info.write(to: target)
    #expect(target.pointee.type == CONCORD_DEVICE_GPU)
    #expect(target.pointee.compute_units == 7)
    #expect((room..<1192).allSatisfy { bytes.load(fromByteOffset: $0, as: UInt8.self) == 0xaa })
  }

  @Test("text that is too long is cut between characters and always ends")
  func longText() {
    var long = info
    // 63 characters of 4 bytes leave 4 of 256 bytes: the zero byte would not fit behind a 64th.
    long.name = String(repeating: "🧮", count: 100)
    var target = concord_device_info()
    target.size = UInt64(MemoryLayout<concord_device_info>.size)
    long.write(to: &target)
    #expect(DeviceInfo(target).name == String(repeating: "🧮", count: 63))
  }
}
