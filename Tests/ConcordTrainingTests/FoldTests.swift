import Concord
import ConcordTestSupport
import Foundation
import Testing

/// One weight [4, 4] applied twice, with a ReLU between: y = relu(x w) w, and once more as tanh(w) at the end.
private struct Twice: Layer {
  var computed = false
  var kind: String { "Twice" }

  func apply(to input: Tensor, in context: inout ModelContext) throws(GraphError) -> Tensor {
    let w = context.parameter("weight", [4, 4], .fanIn(4))
    let inner = try context.graph.apply(Activation(.relu), to: context.graph.apply(MatMul(), to: [input, w]))
    let outer = computed ? try context.graph.apply(Activation(.tanh), to: [w])[0] : w
    return try context.graph.apply(MatMul(), to: [inner[0], outer])[0]
  }
}

/// The same, with a formula.
private struct Counted: Layer {
  var kind: String { "Counted" }

  func apply(to input: Tensor, in context: inout ModelContext) throws(GraphError) -> Tensor {
    try Twice().apply(to: input, in: &context)
  }
}

extension Counted: MemoryFormula {
  /// Two products, the ReLU in the pass of the first; one more accumulator for the second use.
  func record(_ x: TapeTensor, on tape: inout MemoryTape) -> TapeTensor {
    let w = tape.parameter(16, uses: 2)
    func product(_ x: TapeTensor, _ tape: inout MemoryTape) -> TapeTensor {
      let y = tape.product("matmul", reads: [x, w], gives: [4], multiplyAdds: 16)
      tape.backward(from: y) { tape, dy in
        if tape.learns(x) { tape.add(tape.step("matmul", reads: [dy], gives: [4], multiplyAdds: 16), to: x) }
        tape.step("matmul", reads: [x, dy], multiplyAdds: 16)
      }
      return y
    }
    let inner = product(x, &tape)
    let rectified = tape.rectified(inner)
    tape.backward(from: rectified) { tape, dy in
      tape.add(tape.step("activation_gradient", reads: [rectified, dy], gives: [4], mayOverwrite: [rectified, dy]), to: inner)
    }
    return product(rectified, &tape)
  }
}

@Suite("One fold")
struct FoldTests {
  private static let batch = 10

  private static func model(_ layer: any Layer) throws -> Model {
    try Model(name: "m", inputShape: [1, 2, 2], classCount: 4) {
      Flatten()
      layer
    }
  }

  /// Two steps in micro-batches of at most `micro`.
  private static func train(
    _ model: Model, micro: Int, plan: MemoryPlan = .retain, clipNorm: Double? = 0.5, on device: any Device
  ) throws -> TrainingSession {
    let session = try TrainingSession(
      model, on: device, optimizer: Adam(learningRate: 0.05), clipNorm: clipNorm,
      microBatchSizes: Fit.Candidate.parts(of: batch, microBatch: micro), seed: 3, plan: plan)
    var numbers = SeededNumbers(9)
    let pixels = model.inputShape.reduce(1, *)
    for step in 1...2 {
      let images = numbers.floats(batch * pixels)
      let labels = (0..<batch).map { _ in Int32.random(in: 0..<Int32(model.classCount), using: &numbers) }
      for first in stride(from: 0, to: batch, by: micro) {
        let samples = first..<min(first + micro, batch)
        try Array(images[(samples.lowerBound * pixels)..<(samples.upperBound * pixels)]).withUnsafeBufferPointer { images in
          try Array(labels[samples]).withUnsafeBufferPointer { labels in
            try session.train(
              images: images, labels: labels,
              TrainingSession.Part(batchSize: batch, step: UInt64(step), firstSample: first))
          }
        }
      }
    }
    return session
  }

  /// The reference, and the OpenCL plugin's first device where one opens.
  private static func devices() throws -> [any Device] {
    let openCL = PluginFile.path(PluginFile.openCL).flatMap { try? BackendCatalog(builtIn: [], folders: []).open($0).device }
    return [try Samples.device()] + [openCL].compactMap(\.self)
  }

  @Test(
    "a weight that is used twice, or through a function of it, ends in the same bits whatever the micro-batch",
    arguments: [false, true])
  func usedTwice(_ computed: Bool) throws {
    let model = try Self.model(Twice(computed: computed))
    let device = try Samples.device()
    let whole = try Self.train(model, micro: Self.batch, on: device)
    for micro in 1..<Self.batch {
      let session = try Self.train(model, micro: micro, on: device)
      #expect(try session.parametersSHA256() == whole.parametersSHA256(), "micro-batches of \(micro)")
      #expect(session.memory.isExact, "\(session.memory)")
    }
    // Those of w's two uses; and where one of them is the function, that of what it gives.
    #expect(whole.prediction[.gradients] == (computed ? 3 : 2) * 64)
  }

  @Test(
    "a formula says how often a parameter is used: each further use takes as much as the gradient",
    arguments: MemoryPlan.allCases)
  func formula(_ plan: MemoryPlan) throws {
    let device = try Samples.device()
    let session = try Self.train(Self.model(Counted()), micro: 3, plan: plan, on: device)
    let derived = try Self.train(Self.model(Twice()), micro: 3, plan: plan, on: device)
    #expect(session.memory.isExact && derived.memory.isExact)
    #expect(session.prediction.derivedLayers.isEmpty)
    #expect(derived.prediction.derivedLayers == ["1"])
    #expect(session.prediction.bytes == derived.prediction.bytes)
    #expect(session.prediction.padding == derived.prediction.padding)
    #expect(session.prediction[.gradients] == 128)
    let timeline = try MemoryModel.timeline(session.planned.step, session.prediction)
    #expect(timeline.entries.map(\.total) == session.timeline.entries.map(\.total))
    #expect(timeline.entries.map(\.operation) == session.timeline.entries.map(\.operation))
  }

  /// 200 models where CONCORD_EXHAUSTIVE is 1.
  private static let seeds: [UInt64] = Array(
    0..<(ProcessInfo.processInfo.environment["CONCORD_EXHAUSTIVE"] == "1" ? 200 : 20))

  @Test(
    "random models with shared weights and branches give one hash for micro-batches of 1, 3, 7 and the whole, memory as predicted"
  )
  func randomModels() throws {
    let devices = try Self.devices()
    for seed in Self.seeds {
      let model = try RandomLayer.model(seed)
      let plan = MemoryPlan.allCases[Int(seed) % MemoryPlan.allCases.count]
      #expect(try !Fit.couplesSamples(model))
      var hashes: Set<String> = []
      for device in devices {
        for micro in [1, 3, 7, Self.batch] {
          let session = try Self.train(model, micro: micro, plan: plan, clipNorm: seed % 2 == 0 ? 0.5 : nil, on: device)
          hashes.insert(try session.parametersSHA256())
          #expect(session.memory.isExact, "model \(seed), \(plan), micro-batches of \(micro): \(session.memory)")
        }
      }
      #expect(hashes.count == 1, "model \(seed) on \(devices.map(\.info.name))")
    }
  }
}
