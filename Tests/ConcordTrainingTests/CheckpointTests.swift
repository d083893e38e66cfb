import Concord
import ConcordTestSupport
import Foundation
import Testing

@testable import ConcordTraining

@Suite("Checkpoints")
struct CheckpointTests {
  private static let images: [Float] = {
    var numbers = SeededNumbers(5)
    return (0..<24).map { _ in Float.random(in: -1...1, using: &numbers) }
  }()
  private static let labels: [Int32] = [0, 2, 1, 2]

  private static func checkpoint(_ session: TrainingSession, step: Int) throws -> Checkpoint {
    let kept = try session.kept()
    var progress = Checkpoint.Progress()
    progress.epochLoss = 1.0 / 3
    progress.epochWeight = Double(4 * step)
    for step in 0..<step { progress.losses.append(1 / Float(step + 1)) }
    return Checkpoint(
      step: step, seed: 1 << 63, batchSize: 4, classNames: ["a", "b\"", "ç"],
      normalization: Normalization(mean: [0.1307], standardDeviation: [0.3081]), dataSHA256: "d", modelSHA256: "m",
      optimizer: session.optimizer.name, progress: progress, tensors: kept.parameters + kept.state,
      optimizerTensors: kept.optimizer)
  }

  private static let optimizers: [any Optimizer] = [
    SGD(learningRate: 0.1), SGD(learningRate: 0.1, momentum: 0.9, nesterov: true), Adam(learningRate: 0.01),
    AdamW(learningRate: 0.01), RMSprop(learningRate: 0.01), Adagrad(learningRate: 0.01),
  ]

  @Test("a session that goes on from one ends in the bits of one that never stopped", arguments: optimizers.indices)
  func goingOn(_ number: Int) throws {
    let folder = try TemporaryFolder()
    let optimizer = Self.optimizers[number]
    let whole = try Samples.session(optimizer: optimizer)
    for step in 1...5 { try whole.train(Self.images, Self.labels, step: UInt64(step)) }
    let first = try Samples.session(optimizer: optimizer)
    for step in 1...3 { try first.train(Self.images, Self.labels, step: UInt64(step)) }
    try Self.checkpoint(first, step: 3).write(to: FileOutput(folder.path("c")))
    let second = try Samples.session(seed: 9, optimizer: optimizer)
    try second.restore(Checkpoint(contentsOf: folder.path("c")), folder.path("c"))
    #expect(try second.hashes(step: 3) == first.hashes(step: 3))
    for step in 4...5 { try second.train(Self.images, Self.labels, step: UInt64(step)) }
    #expect(try second.hashes(step: 5) == whole.hashes(step: 5))
  }

  @Test("what is read is what was written")
  func roundTrip() throws {
    let folder = try TemporaryFolder()
    let session = try Samples.session()
    try session.train(Self.images, Self.labels, step: 1)
    let written = try Self.checkpoint(session, step: 3)
    try written.write(to: FileOutput(folder.path("c")))
    let read = try Checkpoint(contentsOf: folder.path("c"))
    #expect(read.step == 3 && read.seed == 1 << 63 && read.batchSize == 4 && read.classNames == written.classNames)
    #expect(read.normalization == written.normalization && read.dataSHA256 == "d" && read.modelSHA256 == "m")
    #expect(read.optimizer == "adam" && read.progress == written.progress)
    #expect(read.tensors == written.tensors && read.optimizerTensors == written.optimizerTensors)
    #expect(try FileManager.default.attributesOfItem(atPath: folder.path("c"))[.size] as? Int ?? 0 <= written.byteCount)
  }

  @Test("names and shapes are those of state_dict and torch.optim; one parameter's values are its own")
  func names() throws {
    // From zeros, p = -lr · v after one step, exactly where lr is a power of two.
    let session = try Samples.session(optimizer: SGD(learningRate: 0.25, momentum: 0.9))
    for parameter in session.parameters {
      try session.write([Float](repeating: 0, count: parameter.elementCount), to: parameter)
    }
    try session.train(Self.images, Self.labels, step: 1)
    let kept = try session.optimizerState()
    #expect(kept.map(\.name) == ["fc1.weight", "fc1.bias", "fc2.weight", "fc2.bias"].map { $0 + ".momentum_buffer" })
    #expect(kept.map(\.shape) == [[5, 6], [5], [3, 5], [3]])
    for (parameter, state) in zip(session.parameters, kept) {
      #expect(try session.values(of: parameter) == state.values.map { -0.25 * $0 })
    }
    #expect(kept[3].values.contains { $0 != 0 }, "the last bias has a gradient")
    #expect(
      try Samples.session(optimizer: Adam(learningRate: 1)).optimizerState().prefix(2).map(\.name)
        == ["fc1.weight.exp_avg", "fc1.weight.exp_avg_sq"])
  }

  @Test("its parameters are a start for another training, without what the optimizer kept")
  func initialParameters() throws {
    let folder = try TemporaryFolder()
    let session = try Samples.session()
    try session.train(Self.images, Self.labels, step: 1)
    try Self.checkpoint(session, step: 1).write(to: FileOutput(folder.path("c")))
    let other = try Samples.session(seed: 2, optimizer: SGD(learningRate: 1))
    #expect(try other.load(from: folder.path("c")) == ["a", "b\"", "ç"])
    #expect(try other.parametersSHA256() == session.parametersSHA256())
  }

  @Test("another optimizer, another model, a changed number and a plain file of parameters are refused by what they are")
  func refusals() throws {
    let folder = try TemporaryFolder()
    let session = try Samples.session()
    let path = folder.path("c")
    func refusal(_ body: () throws -> Void) -> String { (#expect(throws: FileError.self, performing: body))?.problem ?? "" }
    let good = try Self.checkpoint(session, step: 2)
    #expect(refusal { try Samples.session(optimizer: AdamW(learningRate: 1)).restore(good, path) }.contains("'adam'"))
    var bad = good
    bad.optimizerTensors.removeLast()
    #expect(refusal { try session.restore(bad, path) }.contains("what 'adam' keeps"))
    bad = good
    bad.tensors[0].shape = [6, 5]
    #expect(refusal { try session.restore(bad, path) }.contains("'fc1.weight'"))
    bad = good
    bad.step = 7
    try bad.write(to: FileOutput(path))
    #expect(refusal { _ = try Checkpoint(contentsOf: path) }.contains("training.losses"))
    try session.save(to: path)
    #expect(refusal { _ = try Checkpoint(contentsOf: path) }.contains("is no checkpoint"))
  }

  @Test("the folder keeps the newest and the best, links lead to them, and nothing half written is seen")
  func folder() throws {
    let run = try TemporaryFolder()
    let folder = CheckpointFolder(of: run.url.path, keeps: 2)
    try folder.make()
    #expect(try folder.newest() == nil)
    let session = try Samples.session()
    for step in 0..<6 { try folder.write(Self.checkpoint(session, step: step), isBest: step == 1) }
    #expect(try folder.steps() == [1, 4, 5])
    #expect(try folder.newest()?.step == 5)
    for (name, step) in [("last", 5), ("best", 1), ("4", 4)] {
      #expect(try Checkpoint(contentsOf: folder.file(name)).step == step)
    }
    let error = #expect(throws: FileError.self) { try folder.file("3") }
    #expect(error?.problem.contains("1, 4, 5") == true)
    // The best moves on, and the one before it is let go with the next.
    for step in 6..<8 { try folder.write(Self.checkpoint(session, step: step), isBest: step == 6) }
    #expect(try folder.steps() == [6, 7])
    #expect(
      try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
        == ["best.safetensors", "last.safetensors", "step-000000006.safetensors", "step-000000007.safetensors"])
  }

  @Test("a curve of losses is taken on only where so many steps leave so many numbers")
  func curves() {
    #expect(LossCurve([1, 2, 3], stride: 1, stepCount: 3)?.values == [1, 2, 3])
    #expect(LossCurve([1, 2, 3], stride: 2, stepCount: 5)?.stride == 2)
    for (stride, steps) in [(1, 4), (3, 9), (0, 3), (-1, 3), (2, 4), (1, -3), (2, Int.max)] {
      #expect(LossCurve([1, 2, 3], stride: stride, stepCount: steps) == nil)
    }
    var whole = LossCurve(capacity: 8)
    for step in 0..<100 { whole.append(Float(step)) }
    var halves = LossCurve(capacity: 8)
    for step in 0..<100 {
      halves.append(Float(step))
      halves = LossCurve(halves.values, stride: halves.stride, stepCount: halves.stepCount, capacity: 8) ?? LossCurve()
    }
    #expect(halves == whole)
  }
}
