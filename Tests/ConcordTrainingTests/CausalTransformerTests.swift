import ConcordTestSupport
import Foundation
import Testing

@Suite("The example of a causal Transformer")
struct CausalTransformerTests {
  private func output(_ backend: String, steps: Int) throws -> (status: Int32, text: String) {
    let process = Process()
    process.executableURL = URL(
      fileURLWithPath: try #require(PluginFile.path("CausalTransformer"), "`swift build` puts it beside the tests"))
    process.arguments = [backend, String(steps)]
    let pipe = Pipe()
    process.standardOutput = pipe
    process.standardInput = FileHandle.nullDevice
    try process.run()
    let text = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    return (process.terminationStatus, text)
  }

  @Test("it learns and writes the same on the reference and in OpenCL, with the predicted memory")
  func sameWords() throws {
    let reference = try output("reference", steps: 3)
    #expect(reference.status == 0)
    #expect(reference.text.contains("\none night "))
    #expect(reference.text.hasSuffix("memory: difference 0, of inference 0\n"))
    guard let openCL = PluginFile.path(PluginFile.openCL) else { return }
    let other = try output(openCL, steps: 3)
    #expect(other.status == 0)
    #expect(other.text == reference.text)
  }
}
