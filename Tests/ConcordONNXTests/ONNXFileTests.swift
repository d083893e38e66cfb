import Testing

@testable import ConcordONNX

@Suite("ONNX files")
struct ONNXFileTests {
  @Test("an empty file is no model")
  func empty() { #expect(throws: ONNXError.self) { try ONNXFile.decode([]) } }
}
