import ConcordKit
import Testing

@Suite("Tensor types")
struct TensorTypeTests {
  @Test("counts and bytes are those of the shape")
  func counts() {
    #expect(TensorType([2, 3, 4]).elementCount == 24)
    #expect(TensorType(.int32, [2, 3, 4]).byteCount == 96)
    #expect(TensorType([]).elementCount == 1)
    #expect(TensorType([5, 0, 7]).byteCount == 0)
  }

  @Test("an absurd shape saturates instead of wrapping around")
  func saturation() {
    #expect(TensorType([Int.max, 2]).elementCount == Int.max)
    #expect(TensorType([Int.max / 2]).byteCount == Int.max)
    #expect(TensorType([Int.max, Int.max, 0]).elementCount == 0)
    #expect(MemoryAlignment.roundUp(Int.max - 3) == Int.max)
  }

  @Test("padding goes up to the next multiple of 256 bytes", arguments: [(0, 0), (1, 256), (256, 256), (257, 512)])
  func padding(byteCount: Int, rounded: Int) {
    #expect(MemoryAlignment.roundUp(byteCount) == rounded)
  }

  @Test("a type prints as element type and shape")
  func description() {
    #expect("\(TensorType(.int32, [64]))" == "i32[64]")
    #expect("\(TensorType([64, 10]))" == "f32[64, 10]")
  }

  @Test("a transfer outside of its buffer is refused, also where offset plus count would overflow")
  func bufferRange() throws {
    try BufferRange.check(0, 16, of: 16)
    try BufferRange.check(16, 0, of: 16)
    for (offset, count) in [(1, 16), (17, 0), (-1, 4), (0, -1), (8, Int.max), (Int.max, 8)] {
      let error = #expect(throws: BackendError.self) { try BufferRange.check(offset, count, of: 16) }
      #expect(error?.code == .invalidArgument)
    }
  }
}
