import ConcordFiles
import ConcordKit
import ConcordTestSupport
import Foundation
import Testing

@testable import ConcordConformance

@Suite("Descriptions of kernels")
struct KernelDescriptionTests {
  private static let usual = #"""
    {"operation": "matmul", "source": "k.cl", "entry": "k", "inputs": ["a[m, k]", "b[k, n]"], "outputs": ["c[m, n]"],
     "arguments": ["a", "b", "c", "int m", "uint n", "local 4 * 16"], "global": ["align(n, 16)", "m"], "local": [16, 1]}
    """#

  /// - Parameter change: JSON's members in the place of the usual ones; `null` takes one away.
  private func read(_ change: String = "{}", source: String = "kernel void k() {}") throws -> KernelDescription {
    let folder = try TemporaryFolder()
    func object(_ text: String) throws -> [String: Any] {
      try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
    }
    let members = try object(Self.usual).merging(try object(change)) { $1 }.filter { !($0.value is NSNull) }
    try JSONSerialization.data(withJSONObject: members).write(to: URL(fileURLWithPath: folder.path("k.json")))
    try Data(source.utf8).write(to: URL(fileURLWithPath: folder.path("k.cl")))
    return try KernelDescription(contentsOf: folder.path("k.json"))
  }

  @Test("a case that fits becomes a launch with its sizes, and others are left out with the reason")
  func fits() throws {
    let cases = try KernelCases(try read(#"{"requires": ["n % 3 == 0"]}"#))
    let (_, fit) = try #require(cases.all.first { $0.example.name.hasPrefix("matmul[m=13,n=33,k=65,a=mk,b=kn,with=plain") })
    #expect(fit.own.global == [48, 13] && fit.own.local == [16, 1])
    #expect(fit.own.arguments == [.input(0), .input(1), .output(0), .int(13), .uint(33), .local(64)])
    #expect(fit.own.outputs == [TensorType([13, 33])])
    #expect(Set(cases.leftOut.keys) == ["other attributes", "other shapes", "not n % 3 == 0"])
    #expect(cases.all.allSatisfy { $0.fit.sizes["n"].map { $0 % 3 == 0 } == true })
    #expect(try OwnKernel(attributes: fit.own.attributes) == fit.own, "a program carries it as it is")
  }

  @Test("an attribute that may be any is a dimension; dimensions follow from others in any order")
  func dimensions() throws {
    let description = try read(
      #"""
      {"operation": "conv2d", "attributes": {"stride": "any", "padding": 1}, "inputs": ["x[n, c, h, w]", "f[o, c, 3, 3]"],
       "outputs": ["y[n, o, oh, ow]"], "arguments": ["x", "f", "y", "int step", "float stride"], "global": ["b"], "local": null,
       "dimensions": {"b": "a + 1", "a": "oh * ow", "step": "stride"}}
      """#)
    let cases = try KernelCases(description)
    let strides = Set(cases.all.map { $0.fit.sizes["stride"] ?? 0 })
    #expect(strides == [1, 2])
    for (_, fit) in cases.all {
      #expect(fit.own.global == [(fit.sizes["oh"] ?? 0) * (fit.sizes["ow"] ?? 0) + 1])
      #expect(fit.own.arguments.last == .float(Float(fit.sizes["stride"] ?? 0)))
    }
  }

  @Test(
    "what is wrong with a description is one line that names the file and the member",
    arguments: [
      (#"{"operation": "frobnicate"}"#, "no operation is called 'frobnicate'"), (#"{"operation": null}"#, "lacks 'operation'"),
      (#"{"extra": 1}"#, "unknown member 'extra'"), (#"{"entry": 3}"#, "'entry' must be a text"),
      (#"{"inputs": ["a(m)"]}"#, "'a(m)' is no tensor"),
      (#"{"arguments": ["a", "b", "int m"]}"#, "the output 'c' is not among the arguments"),
      (#"{"arguments": ["a", "b", "c", "d"]}"#, "'d' is no tensor"),
      (#"{"arguments": ["a", "b", "c", "int m +"]}"#, "ends where a number"),
      (#"{"arguments": ["c", "half x"]}"#, "is neither a tensor's name"),
      (#"{"global": []}"#, "lacks 'global'"), (#"{"local": [16]}"#, "'local' has 1 numbers"),
      (#"{"global": ["f(2)", "1"]}"#, "calls 'f'"),
      (#"{"attributes": {"frobnication": 1}}"#, "has no attribute 'frobnication'"),
      (#"{"values": ["odd"]}"#, "there are: normal"),
      (#"{"ulp": -1}"#, "'ulp' must be between"), (#"{"time": {"m": 0}}"#, "'time.m' must be between"),
      (#"{"source": "../nowhere.cl"}"#, "nowhere.cl"),
      (#"{"attributes": {"bias": [1]}}"#, "'attributes.bias' must be"),
    ])
  func mistakes(change: String, reason: String) {
    let error = #expect(throws: FileError.self) { try read(change) }
    let text = error?.description ?? ""
    #expect(text.contains(reason) && !text.contains("\n") && text.contains("k.json") || text.contains("nowhere.cl"), "\(text)")
  }

  @Test(
    "what shows only at a case names the case",
    arguments: [
      (#"{"global": ["q", "1"]}"#, "names 'q', which is no dimension"), (#"{"global": ["m / (k - k)", "1"]}"#, "divides by 0"),
      (#"{"arguments": ["a", "b", "c", "uint m - 1000"]}"#, "which is no uint"),
      (#"{"inputs": ["a[m, k]"], "arguments": ["a", "c"]}"#, "has 2 inputs"),
      (#"{"arguments": ["a", "b", "c", "scalar 0"]}"#, "none of the 0 run scalars"),
      (#"{"arguments": ["a", "b", "c", "float epsilon"]}"#, "names 'epsilon'"),
      (#"{"inputs": ["a[m, 12345]", "b[k, n]"]}"#, "none of the"),
    ])
  func cases(change: String, reason: String) {
    let error = #expect(throws: ConformanceFailure.self) { try KernelCases(try read(change)) }
    #expect(error?.description.contains(reason) == true, "\(error?.description ?? "")")
  }

  @Test("a source with a character 0, or that is no text, is refused")
  func sources() throws {
    #expect(throws: FileError.self) { try read(source: "kernel\0void") }
  }

  @Test("calls and options whose bits are the device's own are named by their line, but not in comments")
  func contract() {
    let source = "// mad(1)\nx = fma(a, b, c); /* exp(\n2) */ y = mad (a, b, c);\nz = my_exp(1) + native_sin(2) + madness(3);"
    let problems = SourceContract.problems(source, options: "-DX=1 -cl-mad-enable")
    #expect(problems.count == 3)
    #expect(problems[0].contains("line 3") && problems[0].contains("mad"))
    #expect(problems[1].contains("line 4") && problems[1].contains("native_sin"))
    #expect(problems[2].contains("-cl-mad-enable"))
  }

  @Test("what cases that went wrong have in common is found")
  func patterns() {
    func sentence(_ cases: [([String: Int], Bool)]) -> String? {
      FailurePattern.sentence(cases.map { ($0.0, $0.0["n"] == 7 ? "nans" : "normal", $0.1) })
    }
    #expect(
      sentence([(["n": 16], false), (["n": 17], true), (["n": 32], false), (["n": 15], true)])?.contains("n % 2 != 0") == true)
    #expect(sentence([(["n": 12], true), (["n": 16], false), (["n": 24], true)])?.contains("n % 16 != 0") == true)
    #expect(
      sentence([(["m": 2, "n": 2], false), (["m": 3, "n": 3], false), (["m": 2, "n": 3], true), (["m": 3, "n": 2], true)])?
        .contains("m != n") == true)
    #expect(sentence([(["n": 16], true)]) == nil && sentence([(["n": 16], false)]) == nil)
    #expect(sentence([(["n": 16], true), (["n": 16], false)]) == nil)
    let values = FailurePattern.sentence([([:], "nans", true), ([:], "normal", false)])
    #expect(values?.contains("nans") == true)
  }

  @Test("a distance in ulp is judged, and the element that is farthest off is named")
  func ulps() throws {
    let judgement = UlpJudgement(names: ["y"], types: [TensorType([2, 2])], limit: 4)
    let right: [UInt32] = [0x3f80_0000, 0x8000_0000, 0x7fc0_0000, 0x7f80_0000]
    #expect(judgement.problem([[0x3f80_0004, 0, 0xffc0_0001, 0x7f7f_fffd]], [right]) == nil)
    let failure = try #require(judgement.problem([[0x3f80_0005, 7, 0x7fc0_0000, 0x7f80_0000]], [right]))
    #expect(failure.description.contains("2 of 4") && failure.difference?.position == [0, 1] && failure.difference?.ulp == 7)
    #expect(judgement.problem([[0x3f80_0000, 0, 0, 0x7f80_0000]], [right])?.description.contains("NaN") == true)
  }

  @Test("a case whose bits are right fails where a tool reports a race or a wrong access, and by no other words")
  func reports() {
    func outcome(_ complaints: String) -> ConformanceOutcome {
      ConformanceResult(
        example: ConformanceCase("add[n=1]", .op) { _ in }, outcome: .passed, seconds: 0, complaints: complaints
      ).countingReports().outcome
    }
    #expect(outcome("a warning") == .passed)
    guard case .failed(let failure) = outcome("\n  Read-write data race at local memory address 0x10\n\tKernel: k") else {
      Issue.record("it passed")
      return
    }
    #expect(failure.description.hasSuffix("not: Read-write data race at local memory address 0x10"))
  }
}
