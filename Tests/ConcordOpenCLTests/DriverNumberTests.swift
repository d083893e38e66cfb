import ConcordKit
import Testing

@testable import ConcordOpenCL

@Suite("what drivers say")
struct DriverNumberTests {
  @Test("numbers beyond what a device can be are taken as the nearest that it can")
  func within() {
    #expect(DeviceTraits.within(1...16, UInt32.max) == 16)
    #expect(DeviceTraits.within(1...65536, UInt.max) == 65536)
    #expect(DeviceTraits.within(1...65536, UInt32(0)) == 1)
    #expect(DeviceTraits.within(1...65536, UInt64(1) << 63) == 65536)
    #expect(DeviceTraits.within(1...16, UInt32(8)) == 8)
  }

  @Test("a property of an impossible size is an error, before memory is taken for it")
  func sizes() {
    for count in [-1, Int.min, Int.max, 1 << 40, (1 << 20) + 1] {
      let error = #expect(throws: BackendError.self, "\(count)") {
        try OpenCLCalls().bytes(.getDeviceInfo, "describing") { _, _, size in
          size?.pointee = count
          return 0
        }
      }
      #expect(error?.message.contains("clGetDeviceInfo") == true)
    }
  }

  @Test("a text without an end, or with control characters, can be shown on one line")
  func texts() throws {
    #expect(OpenCLCalls.text(Array("name".utf8)) == "name")
    #expect(OpenCLCalls.text(Array("  name \n\0rest".utf8)) == "name")
    #expect(OpenCLCalls.text(Array("a\u{1b}[31m\rb".utf8) + [0]) == "a\\u{1b}[31m\\rb")
    #expect(OpenCLCalls.text([0xff, 0xfe]) == "\u{fffd}\u{fffd}")
    #expect(OpenCLCalls.text([]) == "")
    #expect(OpenCLCalls.lines(Array("one\ntwo\u{7}\n".utf8)) == "one\ntwo\\u{7}")
  }
}
