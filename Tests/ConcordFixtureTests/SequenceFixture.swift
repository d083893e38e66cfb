import Concord
import Foundation
import Testing

/// A model of recurrent layers and attention of `torch.nn`, its samples, and what PyTorch gives for them in float64:
/// `scripts/lib/pytorch/sequences.py`.
struct SequenceFixture: CustomTestStringConvertible {
  static let batch = 5

  /// `sequence-007`.
  let name: String
  /// Where it lies.
  let folder: URL

  var testDescription: String { name }

  /// Where the environment names more of them, and Concord's results are left for PyTorch.
  static let more = ProcessInfo.processInfo.environment["CONCORD_SEQUENCES"].map { URL(fileURLWithPath: $0) }

  /// Those in the repository, or those in the folder that the environment names.
  static let all: [SequenceFixture] = {
    let folder = more ?? FixtureFile.folder.appendingPathComponent("Sequences")
    let states = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
    let names = states.filter { $0.hasSuffix(".state.safetensors") }.map { String($0.dropLast(18)) }
    return names.sorted().map { SequenceFixture(name: $0, folder: folder) }
  }()

  /// A `state_dict` as `safetensors.torch.save_file` writes it.
  var statePath: String { folder.appendingPathComponent(name + ".state.safetensors").path }

  func path(_ what: String) -> String { folder.appendingPathComponent("\(name).\(what).safetensors").path }

  /// Everything that is not the parameters to start from.
  func read() throws -> Content { try Content(FixtureFile(folder.appendingPathComponent(name + ".safetensors"))) }

  struct Content {
    let file: FixtureFile
    let model: Model
    /// By name, for all samples.
    let inputs: [String: HostTensor]
    let labels: [Int32]
    let losses: [Double]

    init(_ file: FixtureFile) throws {
      self.file = file
      model = try ModelFile.model(Array((file.metadata["model"] ?? "").utf8), inputShape: [])
      inputs = try file.tensors("input.").mapValues { tensor in
        tensor.integers.isEmpty ? .float32(tensor.floats) : .int32(tensor.integers)
      }
      labels = try file.tensor("labels").integers
      losses = try file.tensor("losses").doubles
    }

    var optimizer: SGD {
      get throws {
        guard let rate = file.metadata["rate"].flatMap(Double.init),
          let momentum = file.metadata["momentum"].flatMap(Double.init)
        else { throw FixtureFile.Mistake(description: "it does not say how it was trained") }
        return SGD(learningRate: rate, momentum: momentum)
      }
    }

    /// As many steps as PyTorch took, in micro-batches of at most `micro`.
    ///
    /// - Parameter each: Is told a step, from 0, once it is done.
    func train(_ session: TrainingSession, micro: Int, each: (Int) throws -> Void = { _ in }) throws {
      for step in losses.indices {
        for first in stride(from: 0, to: batch, by: micro) {
          let samples = first..<min(first + micro, batch)
          try session.train(
            inputs: inputs.mapValues { part($0, samples) },
            targets: [model.outputs[0].name: part(.int32(labels), samples)],
            .init(batchSize: batch, step: UInt64(step + 1), firstSample: first))
        }
        try each(step)
      }
    }

    private func part(_ tensor: HostTensor, _ samples: Range<Int>) -> HostTensor {
      let each = tensor.count / batch
      let range = (samples.lowerBound * each)..<(samples.upperBound * each)
      return switch tensor {
      case .float32(let values): .float32(Array(values[range]))
      case .int32(let values): .int32(Array(values[range]))
      }
    }
  }
}
