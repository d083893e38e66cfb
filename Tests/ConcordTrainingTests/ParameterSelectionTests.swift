import Concord
import ConcordTestSupport
import Testing

@Suite("What of a file of parameters is taken")
struct ParameterSelectionTests {
  private func problem(_ body: () throws -> Void) -> String {
    "\(String(describing: #expect(throws: (any Error).self, performing: body)))"
  }

  @Test("names that begin otherwise are renamed, what a pattern names starts as without a file")
  func selected() throws {
    let folder = try TemporaryFolder()
    let (trained, fresh, session) = (try Samples.session(seed: 1), try Samples.session(seed: 2), try Samples.session(seed: 2))
    var file = Safetensors(
      try trained.parameters.map {
        Safetensors.Tensor(name: "module.net." + $0.name, shape: $0.shape, values: try trained.values(of: $0))
      })
    // Of another number of classes, and a head that the model does not have.
    file.tensors[2].shape = [6, 5]
    file.tensors[2].words += [UInt32](repeating: 0, count: 15)
    file.tensors.append(Safetensors.Tensor(name: "module.net.aux.weight", shape: [1], values: [.nan]))
    let path = folder.path("p")
    try file.write(to: path)
    try session.load(from: path, ParameterSelection(renamings: "module.=>,net.=>", skipped: "fc2.*,aux*"))
    for parameter in session.parameters {
      let origin = parameter.name.hasPrefix("fc2.") ? fresh : trained
      #expect(try session.values(of: parameter) == origin.values(of: parameter), "\(parameter.name)")
    }
    #expect(try session.parametersSHA256() != fresh.parametersSHA256())
  }

  @Test("a renaming or pattern that nothing is called by, names that become one, and texts that say nothing are refused")
  func refusals() throws {
    let folder = try TemporaryFolder()
    let (session, path) = (try Samples.session(), folder.path("p"))
    try session.save(to: path)
    let before = try session.parametersSHA256()
    for (renamings, skipped, why) in [
      ("module.=>", nil, "begins with 'module.'"), (nil, "head.*", "like 'head.*'"),
      ("fc1.=>fc2.", nil, "would be called 'fc2."),
      ("fc1=>fc3", nil, "missing: fc1.weight, fc1.bias; unknown: fc3.weight, fc3.bias"), ("fc1", nil, "'fc1' is no renaming"),
      (nil, "fc1.*,", "a pattern is empty"), (nil, "", "a pattern is empty"),
    ] as [(String?, String?, String)] {
      let found = problem { try session.load(from: path, ParameterSelection(renamings: renamings, skipped: skipped)) }
      #expect(found.contains(why), "\(found)")
    }
    #expect(try session.parametersSHA256() == before)
  }

  @Test("a star stands for any text, every other character for itself")
  func patterns() throws {
    for (pattern, yes, no) in [
      ("fc.*", ["fc.weight", "fc."], ["fc", "afc.weight"]), ("*.bias", ["a.bias", ".bias"], ["a.biases", "bias"]),
      ("*", ["", "a"], []), ("layer1.*.bn*.*", ["layer1.0.bn1.weight"], ["layer1.0.conv1.weight", "layer1.bn1.weight"]),
      ("a*a", ["aa", "aba"], ["a", "ab"]), ("a**b*c", ["abc", "axbbc"], ["acb"]), ("exact", ["exact"], ["exactly", "exac"]),
      ("*ab*ab*", ["abab", "xabyabz"], ["aba", "ab"]),
    ] {
      for name in yes { #expect(try ParameterSelection(skipped: pattern).skips(name), "\(pattern) \(name)") }
      for name in no { #expect(try !ParameterSelection(skipped: pattern).skips(name), "\(pattern) \(name)") }
    }
  }
}
