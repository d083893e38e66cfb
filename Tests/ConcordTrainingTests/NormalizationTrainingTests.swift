import Concord
import ConcordTestSupport
import Foundation
import Testing

/// What holds for models with normalisations, step by step.
@Suite("Training with normalisations")
struct NormalizationTrainingTests {
  /// A small residual network, with batch normalisation or without.
  private static func model(batchNorm: Bool) throws -> Model {
    func norm(_ channels: Int, _ name: String) -> any Layer {
      batchNorm ? BatchNorm2D(channels, name: name) : GroupNorm(groups: 2, channels, name: name)
    }
    return try Model(name: "small", inputShape: [1, 6, 6], classCount: 3) {
      Conv2D(1, 4, kernel: 3, padding: 1, bias: false, name: "conv1")
      norm(4, "norm1")
      ReLU()
      Residual(name: "block") {
        Conv2D(4, 6, kernel: 3, stride: 2, padding: 1, bias: false, name: "conv1")
        norm(6, "norm1")
      } shortcut: {
        Conv2D(4, 6, kernel: 1, stride: 2, bias: false)
        norm(6, "1")
      }
      ReLU()
      if !batchNorm { LayerNorm(6, 3, 3, name: "norm2") }
      GlobalAveragePool()
      Linear(6, 3, name: "fc")
    }
  }

  private static let batch = 6

  private static func session(
    batchNorm: Bool = true, micro: Int = batch, rate: Double = 0.05, on device: (any Device)? = nil
  ) throws -> TrainingSession {
    try TrainingSession(
      model(batchNorm: batchNorm), on: device ?? Samples.device(), optimizer: SGD(learningRate: rate),
      microBatchSizes: [micro], seed: 3)
  }

  /// Steps on the same seeded batches, in micro-batches of the size that the session was made for.
  private static func train(_ session: TrainingSession, steps: Int) throws -> [Float] {
    var numbers = SeededNumbers(9)
    let micro = session.microBatch
    return try (1...steps).map { step in
      let images = numbers.floats(36 * batch)
      let labels = (0..<batch).map { Int32($0 * 5 % 3) }
      for first in stride(from: 0, to: batch, by: micro) {
        try images[(36 * first)..<(36 * (first + micro))].withUnsafeBufferPointer { images in
          try labels[first..<(first + micro)].withUnsafeBufferPointer { labels in
            try session.train(
              images: images, labels: labels,
              TrainingSession.Part(
                batchSize: batch, step: UInt64(step), firstSample: first))
          }
        }
      }
      return try session.lossTotal()
    }
  }

  private static func stateBits(_ session: TrainingSession) throws -> [[UInt32]] {
    try session.state.map { try session.values(of: $0).map(\.bitPattern) }
  }

  @Test("without batch normalisation the micro-batch changes no bit")
  func invariant() throws {
    let whole = try Self.session(batchNorm: false)
    let losses = try Self.train(whole, steps: 3)
    for micro in [3, 2, 1] {
      let parts = try Self.session(batchNorm: false, micro: micro)
      #expect(try Self.train(parts, steps: 3) == losses)
      #expect(try parts.parametersSHA256() == whole.parametersSHA256())
    }
  }

  @Test("with it the same micro-batches give the same bits, and others give others")
  func coupled() throws {
    var hashes: Set<String> = []
    for micro in [6, 3, 2] {
      let session = try Self.session(micro: micro)
      let again = try Self.session(micro: micro)
      #expect(try Self.train(session, steps: 2) == Self.train(again, steps: 2))
      #expect(try session.parametersSHA256() == again.parametersSHA256())
      #expect(try Self.stateBits(session) == Self.stateBits(again))
      hashes.insert(try session.parametersSHA256())
    }
    #expect(hashes.count == 3)
  }

  @Test("each micro-batch is normalised by itself: running statistics move as in steps of that size")
  func runningStatistics() throws {
    // Without learning, a step in two parts and two steps see the same numbers in the same order.
    let (parts, steps) = (try Self.session(micro: 3, rate: 0), try Self.session(micro: 3, rate: 0))
    var numbers = SeededNumbers(2)
    let images = numbers.floats(36 * 6)
    let labels: [Int32] = [0, 1, 2, 2, 1, 0]
    for half in 0..<2 {
      try images[(half * 108)..<(half * 108 + 108)].withUnsafeBufferPointer { images in
        try labels[(3 * half)..<(3 * half + 3)].withUnsafeBufferPointer { labels in
          try parts.train(
            images: images, labels: labels, .init(batchSize: 6, step: 1, firstSample: 3 * half))
          try steps.train(
            images: images, labels: labels, .init(batchSize: 3, step: UInt64(half + 1), firstSample: 0))
        }
      }
    }
    #expect(try Self.stateBits(parts) == Self.stateBits(steps))
    #expect(try Self.stateBits(parts) != Self.stateBits(Self.session()))
  }

  @Test("evaluation uses the running statistics and leaves them as they are; its result is each sample's own")
  func evaluation() throws {
    let session = try Self.session()
    _ = try Self.train(session, steps: 2)
    let (hash, state) = (try session.parametersSHA256(), try Self.stateBits(session))
    var numbers = SeededNumbers(4)
    let images = numbers.floats(36 * 6)
    try session.evaluate(images, [0, 1, 2, 0, 1, 2])
    let loss = try session.lossTotal()
    #expect(try session.parametersSHA256() == hash)
    #expect(try Self.stateBits(session) == state)

    let single = try TrainingSession(
      Self.model(batchNorm: true), on: Samples.device(), optimizer: SGD(learningRate: 0.05), microBatchSizes: [1], seed: 7)
    let folder = try TemporaryFolder()
    try session.save(to: folder.path("p"))
    try single.load(from: folder.path("p"))
    for index in 0..<6 {
      try images[(36 * index)..<(36 * index + 36)].withUnsafeBufferPointer { images in
        try [Int32(index % 3)].withUnsafeBufferPointer {
          try single.evaluate(images: images, labels: $0, isFirst: index == 0)
        }
      }
    }
    #expect(try single.lossTotal() == loss)
  }

  @Test("a file holds parameters and running statistics, and the hash is of the parameters alone")
  func file() throws {
    let session = try Self.session()
    let folder = try TemporaryFolder()
    let hash = try session.parametersSHA256()
    let mean = try #require(session.state.first { $0.name == "block.downsample.1.running_mean" })
    #expect(try session.values(of: mean) == [Float](repeating: 0, count: 6))
    try session.write([1, 2, 3, 4, 5, 6], to: mean)
    #expect(try session.parametersSHA256() == hash)
    try session.save(to: folder.path("p"))
    var tensors = try Safetensors(contentsOf: folder.path("p")).tensors
    #expect(tensors.first { $0.name == mean.name }?.values == [1, 2, 3, 4, 5, 6])
    tensors.removeAll { $0.name == mean.name }
    try Safetensors(tensors).write(to: folder.path("less"))
    let error = #expect(throws: FileError.self) { try session.load(from: folder.path("less")) }
    #expect(error?.problem.hasSuffix("missing: block.downsample.1.running_mean") == true)
  }

  @Test("PyTorch's count of steps, an int64, is passed over; any other int64 is not")
  func counter() throws {
    let folder = try TemporaryFolder()
    let value = SafetensorsFile.entry("bn.weight", [2], 0, 8)
    func read(_ name: String, _ start: Int, _ end: Int, dtype: String = "I64", data: Int = 16) throws -> [String] {
      let entry = SafetensorsFile.entry(name, [], start, end, dtype: dtype)
      try SafetensorsFile.bytes("{\(value),\(entry)}", data: data).write(to: URL(fileURLWithPath: folder.path("p")))
      return try Safetensors(contentsOf: folder.path("p")).tensors.map(\.name)
    }
    #expect(try read("bn.num_batches_tracked", 8, 16) == ["bn.weight"])
    #expect(try read("num_batches_tracked", 8, 16) == ["bn.weight"])
    #expect(throws: FileError.self) { try read("bn.weights", 8, 16) }
    #expect(throws: FileError.self) { try read("bn.num_batches_tracked", 8, 12, data: 12) }
    #expect(throws: FileError.self) { try read("bn.num_batches_tracked", 4, 12) }
    #expect(throws: FileError.self) { try read("bn.num_batches_tracked", 8, 16, dtype: "I32") }
  }

  @Test("three steps on OpenCL give the reference's bits, running statistics included", arguments: [6, 2])
  func openCL(micro: Int) throws {
    let path = try #require(PluginFile.path(PluginFile.openCL), "`swift build` puts it beside the tests")
    guard let opened = try? BackendCatalog(builtIn: [], folders: []).open(path) else { return }
    for batchNorm in [true, false] {
      let (reference, device) = (
        try Self.session(batchNorm: batchNorm, micro: micro),
        try Self.session(batchNorm: batchNorm, micro: micro, on: opened.device)
      )
      #expect(try Self.train(device, steps: 3) == Self.train(reference, steps: 3))
      #expect(try device.parametersSHA256() == reference.parametersSHA256())
      #expect(try Self.stateBits(device) == Self.stateBits(reference))
      #expect(device.memory.isExact)
    }
  }
}
