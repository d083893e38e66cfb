import Testing

@testable import ConcordData

@Suite("Memory for pixels")
struct PixelMemoryTests {
  @Test("what the system has not is an error, what it has is none")
  func require() throws {
    try PixelMemory.require(0, for: "pictures")
    try PixelMemory.require(1 << 20, for: "pictures")
    // More than a process can address.
    expectDataError(.outOfMemory, "pictures: expected \(1 << 60) bytes of memory", "not enough memory", "ulimit -v") {
      try PixelMemory.require(1 << 60, for: "pictures")
    }
  }
}
