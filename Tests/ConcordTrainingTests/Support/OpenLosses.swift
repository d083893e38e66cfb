import Concord
import ConcordTestSupport

/// Trains models with several micro-batches by what their losses compare them with.
enum OpenLosses {
  static let batch = 10

  /// The reference, and the OpenCL plugin's first device where one opens.
  static func devices() throws -> [any Device] {
    let openCL = PluginFile.path(PluginFile.openCL).flatMap { try? BackendCatalog(builtIn: [], folders: []).open($0).device }
    return [try Samples.device()] + [openCL].compactMap(\.self)
  }

  static func session(
    _ model: Model, _ loss: any OutputLosses, optimizer: any Optimizer = Adam(learningRate: 0.05), micro: Int = batch,
    plan: MemoryPlan = .retain, on device: any Device
  ) throws -> TrainingSession {
    try TrainingSession(
      model, on: device, optimizer: optimizer, loss: loss, microBatchSizes: Fit.Candidate.parts(of: batch, microBatch: micro),
      seed: 3, plan: plan)
  }

  /// One step on a batch of named inputs and targets, in micro-batches of at most `micro`.
  static func step(
    _ number: UInt64, _ session: TrainingSession, _ inputs: [String: HostTensor], _ targets: [String: HostTensor],
    micro: Int = batch
  ) throws {
    let weights = try session.weights(of: targets)
    for first in stride(from: 0, to: batch, by: micro) {
      let samples = first..<min(first + micro, batch)
      try session.train(
        inputs: inputs.mapValues { $0.samples(samples, of: batch) },
        targets: targets.mapValues { $0.samples(samples, of: batch) },
        TrainingSession.Part(batchSize: batch, step: number, firstSample: first, weights: weights))
    }
  }
}

extension HostTensor {
  /// Some of so many samples.
  func samples(_ range: Range<Int>, of count: Int) -> HostTensor {
    let each = self.count / count
    let elements = (range.lowerBound * each)..<(range.upperBound * each)
    return switch self {
    case .float32(let values): .float32(Array(values[elements]))
    case .int32(let values): .int32(Array(values[elements]))
    }
  }
}
