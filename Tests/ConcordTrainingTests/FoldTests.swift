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
  private static let batch = RandomTraining.batch

  private static func model(_ layer: any Layer) throws -> Model {
    try Model(name: "m", inputShape: [1, 2, 2], classCount: 4) {
      Flatten()
      layer
    }
  }

  @Test(
    "a weight that is used twice, or through a function of it, ends in the same bits whatever the micro-batch",
    arguments: [false, true])
  func usedTwice(_ computed: Bool) throws {
    let model = try Self.model(Twice(computed: computed))
    let device = try Samples.device()
    let whole = try RandomTraining.train(model, micro: Self.batch, on: device)
    for micro in 1..<Self.batch {
      let session = try RandomTraining.train(model, micro: micro, on: device)
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
    let session = try RandomTraining.train(Self.model(Counted()), micro: 3, plan: plan, on: device)
    let derived = try RandomTraining.train(Self.model(Twice()), micro: 3, plan: plan, on: device)
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

  /// The hashes of a model on all devices, in micro-batches of 1, 3, 7 and the whole.
  private func hashes(_ model: Model, _ seed: UInt64, on devices: [any Device], derived: Bool) throws -> Set<String> {
    let plan = MemoryPlan.allCases[Int(seed) % MemoryPlan.allCases.count]
    #expect(try !Fit.couplesSamples(model))
    var hashes: Set<String> = []
    for device in devices {
      for micro in [1, 3, 7, Self.batch] {
        let session = try RandomTraining.train(
          model, micro: micro, plan: plan, clipNorm: seed % 2 == 0 ? 0.5 : nil, on: device)
        hashes.insert("\(try session.parametersSHA256()) \(try session.lossTotal().bitPattern)")
        #expect(session.memory.isExact, "\(model.name), \(plan), micro-batches of \(micro): \(session.memory)")
        #expect(session.prediction.derivedLayers.isEmpty != derived)
      }
    }
    return hashes
  }

  @Test(
    "random models of operations, with shared weights and several inputs and outputs, give one hash for micro-batches of any size"
  )
  func randomOperations() throws {
    let devices = try RandomTraining.devices()
    var (inputs, outputs) = (Set<Int>(), Set<Int>())
    for seed in Self.seeds {
      let model = try RandomLayer.model(seed)
      inputs.insert(model.inputs.count)
      outputs.insert(model.outputs.count)
      let hashes = try hashes(model, seed, on: devices, derived: true)
      #expect(hashes.count == 1, "\(model.name) on \(devices.map(\.info.name))")
    }
    #expect(inputs == [1, 2, 3] && outputs == [1, 2, 3], "the generator draws every number of them")
  }

  @Test("random graphs of the layers in the box do too, and read from JSON they are the same models")
  func randomGraphs() throws {
    let devices = try RandomTraining.devices()
    for seed in Self.seeds {
      let random = try RandomModel(seed)
      let hashes = try hashes(random.model, seed, on: devices, derived: false)
      #expect(hashes.count == 1, "\(random.json) on \(devices.map(\.info.name))")
      // Its own inputs count, not the shape of a data set's images.
      let read = try ModelFile.model(Array(random.json.utf8), inputShape: [1, 28, 28], classCount: 10)
      #expect(read.inputs == random.model.inputs && read.outputs == random.model.outputs)
      let session = try RandomTraining.train(read, micro: 7, clipNorm: seed % 2 == 0 ? 0.5 : nil, on: devices[0])
      let hash = "\(try session.parametersSHA256()) \(try session.lossTotal().bitPattern)"
      #expect(hashes == [hash], "\(random.json)")
    }
  }

  /// 300 models where CONCORD_EXHAUSTIVE is 1.
  private static let sequenceSeeds: [UInt64] = Array(
    0..<(ProcessInfo.processInfo.environment["CONCORD_EXHAUSTIVE"] == "1" ? 300 : 15))

  @Test("random layers for sequences do too: recurrent ones and attention, with lengths, masks and dropout")
  func randomSequences() throws {
    let devices = try RandomTraining.devices()
    for seed in Self.sequenceSeeds {
      let hashes = try hashes(RandomSequences.model(seed), seed, on: devices, derived: false)
      #expect(hashes.count == 1, "sequences \(seed) on \(devices.map(\.info.name))")
    }
  }
}
