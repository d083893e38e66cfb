import Concord
import ConcordTestSupport

/// Training of any model on drawn numbers, in micro-batches.
enum RandomTraining {
  static let batch = 10
  /// Indices that inputs of int32 hold are below.
  static let indexCount = 7

  /// Two steps in micro-batches of at most `micro`.
  static func train(
    _ model: Model, micro: Int, plan: MemoryPlan = .retain, clipNorm: Double? = 0.5,
    shards: Shards = .one, on device: any Device
  ) throws -> TrainingSession {
    let session = try TrainingSession(
      model, on: device, optimizer: Adam(learningRate: 0.05), clipNorm: clipNorm,
      microBatchSizes: Fit.Candidate.parts(of: batch, microBatch: micro, shards), seed: 3, plan: plan,
      shards: shards)
    var numbers = SeededNumbers(9)
    for step in 1...2 {
      let samples = (0..<batch).map { _ in Sample(of: model, &numbers) }
      for part in Self.microBatches(of: samples, micro, shards) {
        try session.train(
          inputs: Dictionary(
            uniqueKeysWithValues: model.inputs.enumerated().map { number, input in
              switch input.element {
              case .float32: (input.name, .float32(part.flatMap { $0.floats[number] }))
              case .int32: (input.name, .int32(part.flatMap { $0.indices[number] }))
              }
            }),
          targets: Dictionary(
            uniqueKeysWithValues: model.outputs.enumerated().map { number, output in
              (output.name, .int32(part.map { $0.labels[number] }))
            }),
          TrainingSession.Part(batchSize: batch, step: UInt64(step), firstSample: part.startIndex))
      }
    }
    return session
  }

  /// Within shards, of at most `micro` samples.
  private static func microBatches(of samples: [Sample], _ micro: Int, _ shards: Shards) -> [ArraySlice<Sample>] {
    stride(from: 0, to: batch, by: min(shards.size, batch)).flatMap { start in
      let end = min(start + min(shards.size, batch), batch)
      return stride(from: start, to: end, by: micro).map { samples[$0..<min($0 + micro, end)] }
    }
  }

  /// By input, of which each has either, and by output.
  private struct Sample {
    var floats: [[Float]] = []
    var indices: [[Int32]] = []
    var labels: [Int32] = []

    init(of model: Model, _ numbers: inout SeededNumbers) {
      for input in model.inputs {
        let count = input.shape.reduce(1, *)
        floats.append(input.element == .float32 ? numbers.floats(count) : [])
        indices.append(
          input.element == .int32
            ? (0..<count).map { _ in Int32.random(in: 0..<Int32(RandomTraining.indexCount), using: &numbers) } : [])
      }
      for output in model.outputs {
        labels.append(Int32.random(in: 0..<Int32(output.shape[0]), using: &numbers))
      }
    }
  }

  /// The reference, and the OpenCL plugin's first device where one opens.
  static func devices() throws -> [any Device] {
    let openCL = PluginFile.path(PluginFile.openCL).flatMap { try? BackendCatalog(builtIn: [], folders: []).open($0).device }
    return [try Samples.device()] + [openCL].compactMap(\.self)
  }
}
