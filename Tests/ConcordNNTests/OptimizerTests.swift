import ConcordGraph
import ConcordNN
import Testing

@Suite("Optimizers")
struct OptimizerTests {
  @Test("Adam's step scalars are lr / (1 - β1ᵗ) and √(1 - β2ᵗ)", arguments: [1, 2, 3, 10, 1000, 1_000_000] as [UInt64])
  func adam(_ step: UInt64) throws {
    let scalars = Adam(learningRate: 0.003, beta1: 0.9, beta2: 0.999).scalars(step: step)
    // β^t by t multiplications: a relative error of at most t · 2⁻⁵³ before it is rounded to float32, where it is not yet 0.
    var (beta1, beta2) = (1.0, 1.0)
    for _ in 0..<step { (beta1, beta2) = (beta1 * 0.9, beta2 * 0.999) }
    let stepSize = try #require(scalars["adam_step_size"])
    let correction = try #require(scalars["adam_root_correction"])
    #expect(abs(Double(stepSize) / (0.003 / (1 - beta1)) - 1) <= 0x1p-23)
    #expect(abs(Double(correction) / (1 - beta2).squareRoot() - 1) <= 0x1p-23)
    #expect(scalars.count == 2)
  }

  @Test("Adam's first step has the size lr / (1 - β1) to the last bit")
  func adamFirst() {
    let scalars = Adam(learningRate: 0.001).scalars(step: 1)
    #expect(scalars["adam_step_size"] == Float(0.001 / (1 - 0.9)))
    #expect(scalars["adam_root_correction"] == Float((1 - 0.999).squareRoot()))
  }

  @Test("SGD's scalar is the learning rate, at every step")
  func sgd() {
    for step in [1, 100] as [UInt64] { #expect(SGD(learningRate: 0.1).scalars(step: step) == ["learning_rate": 0.1]) }
  }

  @Test("an optimizer keeps as many values for each parameter as it says")
  func state() throws {
    let model = try ModelZoo.model(named: "mlp", imageShape: [1, 8, 8], classCount: 10)
    for (optimizer, count) in [(SGD(learningRate: 0.1), 0), (Adam(learningRate: 0.1), 2)] as [(any Optimizer, Int)] {
      #expect(optimizer.stateCount == count)
      let graph = try TrainingGraph(model, microBatch: 1, optimizer: optimizer).graph
      let payload = graph.tensors.filter { $0.category == .optimizer }.reduce(0) { $0 + $1.payload }
      #expect(payload == 4 * 9_610 * count)
    }
  }
}
