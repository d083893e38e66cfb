import ConcordGraph
import ConcordKit
import ConcordNN
import ConcordReference

/// The losses of outputs that were computed elsewhere, added up sample by sample, by the reference: the bits that one device comes to.
final class LossFold {
  /// So many samples are taken at a time: as many of the largest size as there are, and so on.
  private static let sizes = [128, 16, 1]

  private let session: TrainingSession
  private var isFirst = true
  private var count = 0

  init(of model: Model, _ loss: any OutputLosses) throws {
    let given = try Model(
      name: model.name, inputs: model.outputs.map { ModelInput("given \($0.name)", $0.shape) },
      outputs: model.outputs.map(\.name)
    ) {
      for output in model.outputs { Given(output.name).taking("given \(output.name)") }
    }
    session = try TrainingSession(
      given, on: ReferenceBackend().open(device: 0, options: [:]), optimizer: SGD(learningRate: 0), loss: loss,
      microBatchSizes: Set(Self.sizes), seed: 0)
  }

  /// The next samples in order.
  func add(_ part: EvaluatedPart) throws {
    var start = 0
    while start < part.count, let size = Self.sizes.first(where: { $0 <= part.count - start }) {
      let samples = start..<(start + size)
      start += size
      func slices(_ tensors: [UnsafeRawBufferPointer]) -> [UnsafeRawBufferPointer] {
        tensors.map { bytes in
          let each = bytes.count / part.count
          return UnsafeRawBufferPointer(rebasing: bytes[(samples.lowerBound * each)..<(samples.upperBound * each)])
        }
      }
      try Self.withBytes(part.outputs[...]) { outputs in
        try Self.withBytes(part.targets[...]) { targets in
          try session.evaluate(inputs: slices(outputs), targets: slices(targets), count: samples.count, isFirst: isFirst)
        }
      }
      isFirst = false
    }
    count += part.count
  }

  /// Of all that was added.
  func evaluation() throws -> Evaluation {
    Evaluation(
      imageCount: count, correctCount: try session.graph.outputs[0].correctCount.map { _ in try session.correctCount() },
      loss: TargetWeight.mean(try session.lossTotal(), session.evaluationWeights[0]), metrics: [])
  }

  private static func withBytes<Element, Result>(
    _ arrays: ArraySlice<[Element]>, _ body: ([UnsafeRawBufferPointer]) throws -> Result
  ) rethrows -> Result {
    guard let first = arrays.first else { return try body([]) }
    return try first.withUnsafeBytes { bytes in try withBytes(arrays.dropFirst()) { try body([bytes] + $0) } }
  }

  /// Gives what it takes.
  private struct Given: Layer {
    let kind = "Given"
    let name: String?

    init(_ name: String) { self.name = name }

    func apply(to input: Tensor, in context: inout ModelContext) -> Tensor { input }
  }
}
