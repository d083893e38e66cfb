import ConcordTestSupport
import Foundation
import Testing

/// A backend that errs in step 137, in one element of one operation.
@Suite("verify names the operation")
struct VerifyDifferenceTests {
  private let folder: TemporaryFolder
  private static let training = [
    "--epochs", "1", "--batch-size", "10", "--checkpoint-every", "50steps", "--optimizer", "sgd", "--lr", "1", "--warmup-steps",
    "256", "--quiet",
  ]

  init() throws { folder = try TemporaryFolder() }

  /// - Parameters:
  ///   - count: Elements of the output of the operation that is meant.
  ///   - bits: That are others.
  private func plant(_ operation: String, count: Int, bits: UInt32) throws -> String {
    let inner = try #require(PluginFile.path(PluginFile.reference))
    let source = CCompiler.root.appendingPathComponent("Tests/ConcordTestSupport/Fixtures/erring_operation.c").path
    // Of a warm-up of 256 steps to a rate of 1.
    let rate = String(Float(137.0 / 256).bitPattern)
    try CCompiler.plugin(
      source,
      defining: [
        "INNER=\"\(inner)\"", "ERRING_OPERATION=\"\(operation)\"", "ERRING_COUNT=\(count)", "ERRING_ELEMENT=7",
        "ERRING_BITS=\(bits)u",
        "ERRING_SCALAR=\(rate)u",
      ], to: folder.path("liberring.so"))
    return folder.path("liberring.so")
  }

  private func concord(_ arguments: [String], backend: String = "reference") throws -> Concord {
    try Concord(arguments: arguments, in: folder, backend: backend)
  }

  private static func object(_ text: String) throws -> [String: Any] {
    try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
  }

  @Test("layer, element, both values and their distance, for people and as JSON")
  func named() throws {
    // The logits of a batch.
    let plugin = try plant("matmul", count: 100, bits: 1 << 14)
    #expect(try concord(["train", "--run", "r"] + Self.training).status == 0)
    let run = try concord(["verify", "r", "--backend", plugin, "--json"])
    #expect(run.status != 0)
    let line = try #require(run.errorLines.first, "\(run.errors)")
    #expect(line.contains("step 137 is the first, and there matmul of 'fc2' (forward) errs: its output "), "\(line)")
    #expect(line.contains(" at element 7, and on the reference "), "\(line)")
    #expect(line.contains(", 16384 ulp apart; 1 of 100 elements differ"))
    let located = try #require(try Self.object(run.output)["located"] as? [String: Any])
    let operation = try #require(located["operation"] as? [String: Any])
    #expect(located["step"] as? Int == 137)
    #expect(operation["name"] as? String == "matmul" && operation["layer"] as? String == "fc2")
    #expect(
      operation["pass"] as? String == "forward" && operation["element"] as? Int == 7 && operation["ulps"] as? Int == 1 << 14)
    func bits(_ key: String) throws -> UInt32 {
      let text = try #require(operation[key] as? String)
      return try #require(UInt32(text.dropFirst(2), radix: 16))
    }
    #expect(try bits("bits") ^ bits("referenceBits") == 1 << 14)
  }

  @Test("the command that is printed shows it again: another output there than on the reference")
  func again() throws {
    // All parameters, each from a multiple of 256 bytes on.
    let plugin = try plant("sgd", count: 9664, bits: 1)
    #expect(try concord(["train", "--run", "r"] + Self.training).status == 0)
    let run = try concord(["verify", "r", "--backend", plugin, "--json", "--inputs", "again.safetensors"])
    let located = try #require(try Self.object(run.output)["located"] as? [String: Any], "\(run.errors)")
    let operation = try #require(located["operation"] as? [String: Any])
    #expect(operation["name"] as? String == "sgd" && operation["layer"] as? String == "optimizer")
    let command = try #require(operation["command"] as? String)
    #expect(command.hasPrefix("concord op sgd ") && command.hasSuffix("--backend \(plugin)"))
    let shell = try Shell(
      """
      concord() { "$concord" "$@"; }
      \(command) && cp again-output.safetensors a && \(command) --backend reference && cmp -l a again-output.safetensors | wc -l
      """.replacing("--backend \(plugin) --backend reference", with: "--backend reference"), in: folder)
    #expect(shell.output.hasSuffix("\n1\n"), "one byte is another: \(shell.output)")
  }

  @Test("where the run's own backend erred and errs again, it is asked")
  func recorded() throws {
    let plugin = try plant("matmul", count: 100, bits: 1 << 14)
    #expect(try concord(["train", "--run", "r", "--backend", plugin] + Self.training).status == 0)
    #expect(try concord(["verify", "r", "--backend", plugin]).status == 0, "it errs the same way again")
    let run = try concord(["verify", "r", "--backend", "reference"])
    let line = try #require(run.errorLines.first, "\(run.errors)")
    #expect(line.contains("so the run's own backend erred between steps 100 and 144, and it errs again: step 137 is the first"))
    #expect(line.contains("matmul of 'fc2' (forward) errs"), "\(line)")
  }
}
