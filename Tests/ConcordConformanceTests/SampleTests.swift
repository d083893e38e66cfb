import ConcordKit
import ConcordReference
import Testing

@testable import ConcordConformance

@Suite("Samples of operations")
struct SampleTests {
  /// Operations that add up, or average over, samples.
  private static let coupling: Set<String> = [
    "batch_norm", "batch_norm_gradient", "batch_sum", "clip_factor", "conv2d_weight_gradient", "correct_count",
    "embedding_gradient",
  ]

  private static func cases(_ subject: any ConformanceSubject.Type) -> [OperationCase] {
    var list = CaseList()
    subject.addCases(to: &list)
    return list.cases.filter { example in
      example.values == .normal && example.inputs.allSatisfy { $0.type.elementCount <= 5000 }
    }
  }

  @Test(
    "an input that keeps samples apart: another sample in it changes nothing of the others",
    arguments: Vocabulary.definitions.map { $0.name })
  func independence(_ name: String) throws {
    let subject = try #require(OperationCases.subjects.first { $0.name == name })
    let device = try ReferenceBackend().open(device: 0, options: [:])
    var checked = 0
    for example in Self.cases(subject).prefix(60) {
      var numbers = CaseNumbers(example.name)
      var inputs = example.inputs.map { ($0.type, $0.words(example.values, $0.type.elementCount, &numbers)) }
      let before = try SingleOperation(example.definition, inputs: inputs, scalars: example.scalars).run(on: device)
      let types = inputs.map(\.0)
      for index in inputs.indices where example.definition.keepsSamplesApart(in: index, of: types) {
        guard let samples = inputs[index].0.shape.first, samples > 1, inputs[index].0.elementCount > 0 else { continue }
        let block = inputs[index].1.count / samples
        let (kept, sample) = (inputs[index].1, samples / 2)
        // What another sample holds, so that labels stay labels.
        for element in 0..<block { inputs[index].1[sample * block + element] = kept[(sample - 1) * block + element] }
        let after = try SingleOperation(example.definition, inputs: inputs, scalars: example.scalars).run(on: device)
        for (old, new) in zip(before, after) where !old.words.isEmpty {
          let rows = try #require(old.type.shape.first)
          #expect(rows.isMultiple(of: samples), "\(example.name): \(old.type) has no rows for \(samples) samples")
          let size = old.words.count / samples
          let others = old.words.indices.filter { $0 / size != sample }
          #expect(others.allSatisfy { old.words[$0] == new.words[$0] }, "\(example.name), input \(index)")
        }
        inputs[index].1 = kept
        checked += 1
      }
    }
    #expect((checked == 0) == Self.coupling.contains(name), "\(checked) checks")
  }
}
