import ConcordTestSupport
import Foundation
import Testing

@Suite("concord op")
struct OpCommandTests {
  /// A safetensors file of these tensors, in this order.
  private func write(_ tensors: [(name: String, type: String, shape: [Int], words: [UInt32])], to path: String) throws {
    var entries: [String] = []
    var data = Data()
    for tensor in tensors {
      let end = data.count + 4 * tensor.words.count
      entries.append(
        #""\#(tensor.name)":{"dtype":"\#(tensor.type)","shape":\#(tensor.shape),"data_offsets":[\#(data.count),\#(end)]}"#)
      for word in tensor.words { withUnsafeBytes(of: word.littleEndian) { data.append(contentsOf: $0) } }
    }
    let header = Data("{\(entries.joined(separator: ","))}".utf8)
    var file = withUnsafeBytes(of: UInt64(header.count).littleEndian) { Data($0) }
    file.append(header)
    file.append(data)
    try file.write(to: URL(fileURLWithPath: path))
  }

  private func words(_ values: [Float]) -> [UInt32] { values.map(\.bitPattern) }

  /// The header and the words of a file.
  private func read(_ path: String) throws -> (header: [String: [String: Any]], words: [UInt32]) {
    let file = try Data(contentsOf: URL(fileURLWithPath: path))
    let length = Int(file.prefix(8).reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) })
    let header = try JSONSerialization.jsonObject(with: file[8..<8 + length]) as? [String: [String: Any]]
    let data = file[(8 + length)...]
    let words = data.withUnsafeBytes { bytes in
      (0..<data.count / 4).map { bytes.loadUnaligned(fromByteOffset: 4 * $0, as: UInt32.self) }
    }
    return (try #require(header), words)
  }

  @Test("inputs called by number are taken in their order, whatever the file's")
  func product() throws {
    let folder = try TemporaryFolder()
    // [1 2] · [[3], [4]]ᵀ as b [1, 2]: 1 · 3 + 2 · 4 = 11.
    try write(
      [("1", "F32", [1, 2], words([3, 4])), ("0", "F32", [1, 2], words([1, 2]))], to: folder.path("in"))
    let run = try Concord(
      "op", "matmul", "--inputs", folder.path("in"), "--output", folder.path("out"), "--attr", "transpose_b=true")
    #expect(run.status == 0, "\(run.errors)")
    #expect(run.output.contains("0: f32[1, 1]"))
    #expect(try read(folder.path("out")).words == words([11]))
  }

  @Test("other names are taken in the file's order; whole numbers, scalars and several outputs work")
  func loss() throws {
    let folder = try TemporaryFolder()
    try write(
      [("logits", "F32", [2, 2], words([0, 0, 0, 0])), ("labels", "I32", [2], [0, 1])], to: folder.path("in"))
    let run = try Concord(
      "op", "softmax_cross_entropy", "--inputs", folder.path("in"), "--output", folder.path("out"), "--scalar", "0.5")
    #expect(run.status == 0, "\(run.errors)")
    let (header, words) = try read(folder.path("out"))
    #expect(header["0"]?["shape"] as? [Int] == [2])
    #expect(header["1"]?["shape"] as? [Int] == [2, 2])
    // (1/2 − 1) / 2 at the label, (1/2) / 2 beside it.
    #expect(words.suffix(4) == self.words([-0.25, 0.25, 0.25, -0.25])[...])
    try write([("x", "F32", [1, 3], self.words([1, 7, 2]))], to: folder.path("x"))
    #expect(try Concord("op", "argmax", "--inputs", folder.path("x"), "--output", folder.path("i")).status == 0)
    let index = try read(folder.path("i"))
    #expect(index.header["0"]?["dtype"] as? String == "I32")
    #expect(index.words == [1])
  }

  @Test("a mistake is one line that says what was expected")
  func mistakes() throws {
    let folder = try TemporaryFolder()
    try write([("a", "F32", [2], words([1, 2])), ("b", "F32", [3], words([1, 2, 3]))], to: folder.path("in"))
    func op(_ name: String, _ more: String..., input: String = "in") throws -> Concord {
      switch more.count {
      case 0: try Concord("op", name, "--inputs", folder.path(input), "--output", folder.path("out"))
      default: try Concord("op", name, "--inputs", folder.path(input), "--output", folder.path("out"), more[0], more[1])
      }
    }
    try op("frobnicate").expectRefusal("'frobnicate'", "conv2d")
    try op("add").expectRefusal("add expects a and b of sizes that are equal or 1", "f32[2]")
    try op("add", "--attr", "stride=1").expectRefusal("'stride'")
    try op("add", "--attr", "stride").expectRefusal("name=value")
    try op("sgd").expectRefusal("--scalar", "takes 1")
    try op("sgd", "--scalar", "fast").expectRefusal("'fast'")
    try op("matmul", "--attr", "bias=maybe").expectRefusal("'bias'", "true or false")
    // (2 · (2³¹ − 1) + 1)² elements.
    try write([("x", "F32", [1, 1, 1, 1], words([1])), ("y", "F32", [1, 1, 1, 1], words([1]))], to: folder.path("images"))
    try op("conv2d", "--attr", "padding=2147483647", input: "images").expectRefusal("--attr", "more than this process can have")
    try op("add", input: "none").expectRefusal("none", "cannot be read")
    #expect(!FileManager.default.fileExists(atPath: folder.path("out")))
  }
}
