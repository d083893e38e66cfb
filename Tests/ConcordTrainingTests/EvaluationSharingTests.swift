import Concord
import ConcordTestSupport
import Testing

@testable import ConcordTraining

@Suite("Evaluations that are shared")
struct EvaluationSharingTests {
  /// Images with a class for each pixel, some of them ignored, and where something is.
  private struct Scenes: DataSource {
    let count: Int
    let inputs = [SampleField([2, 2, 2], name: "image")]
    let targets = [SampleField([2, 2], .int32, name: "pixels"), SampleField([2], name: "place")]

    func read(_ index: Int, into sample: SampleMemory) {
      var numbers = SeededNumbers(UInt64(index) + 5)
      for place in 0..<8 { sample.input(0)[place] = Float.random(in: -1...1, using: &numbers) }
      let pixels: UnsafeMutableBufferPointer<Int32> = sample.target(0)
      for place in 0..<4 { pixels[place] = place == index % 7 ? 255 : Int32.random(in: 0..<3, using: &numbers) }
      let places: UnsafeMutableBufferPointer<Float> = sample.target(1)
      for place in 0..<2 { places[place] = Float.random(in: 0...1, using: &numbers) }
    }
  }

  private static func session() throws -> TrainingSession {
    let model = try Model(name: "scenes", inputs: [ModelInput("image", [2, 2, 2])], outputs: ["pixels", "place"]) {
      Conv2D(2, 3, kernel: 1, name: "pixels").taking("image")
      Flatten(name: "flat").taking("image")
      Linear(8, 2, name: "place")
    }
    let loss = LossPerOutput([
      "pixels": CrossEntropy(labelSmoothing: 0.1, classWeights: [0.5, 2, 1.25], ignoredLabel: 255), "place": Huber(delta: 0.5),
    ])
    var step = StepDescription(
      model, optimizer: SGD(learningRate: 0.1), loss: loss, microBatchSizes: [5, 3, 2, 1], shards: Shards(4, ofBatch: 20))
    step.isShared = true
    return try TrainingSession(PlannedStep(step, on: Samples.device()), seed: 3)
  }

  @Test("outputs of several kinds, with weights and ignored targets, come to the bits of one device", arguments: [1, 17, 145])
  func outputs(count: Int) throws {
    let source = Scenes(count: count)
    let one = try Self.session().evaluate(source)
    for devices in 1...3 {
      let team = try WorkerTeam((0..<devices).map { _ in try Self.session() }, balance: .equal)
      let shared = try team.evaluate(source)
      #expect(shared.loss.bitPattern == one.loss.bitPattern && shared.correctCount == one.correctCount)
      #expect(shared.imageCount == count && team.sessions.allSatisfy { $0.memory.isExact })
    }
    let ranks = LocalRanks.run(3) { transport in
      try WorkerTeam([Self.session()], balance: .equal, ranks: RankGroup(transport)).evaluate(source).loss.bitPattern
    }
    for loss in ranks { #expect(try loss.get() == one.loss.bitPattern) }
  }
}
