import ConcordGraph
import ConcordNN
import Testing

@Suite("Optimizers")
struct OptimizerTests {
  @Test("Adam's step scalars are lr / (1 - β1ᵗ) and √(1 - β2ᵗ)", arguments: [1, 2, 3, 10, 1000, 1_000_000] as [UInt64])
  func adam(_ step: UInt64) throws {
    let scalars = Adam(learningRate: 1, beta1: 0.9, beta2: 0.999).scalars(step: step, learningRate: 0.003)
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
    let scalars = Adam(learningRate: 0.001).scalars(step: 1, learningRate: 0.001)
    #expect(scalars["adam_step_size"] == Float(0.001 / (1 - 0.9)))
    #expect(scalars["adam_root_correction"] == Float((1 - 0.999).squareRoot()))
  }

  @Test("the scalar of the others is the learning rate of the step, at every step")
  func rate() {
    let optimizers: [any Optimizer] = [
      SGD(learningRate: 1), SGD(learningRate: 1, momentum: 0.9), RMSprop(learningRate: 1), Adagrad(learningRate: 1),
    ]
    for optimizer in optimizers {
      for step in [1, 100] as [UInt64] {
        #expect(optimizer.scalars(step: step, learningRate: 0.1) == ["learning_rate": 0.1])
      }
    }
  }

  @Test("AdamW has Adam's scalars, and a decay that follows the learning rate")
  func adamW() {
    let adam = Adam(learningRate: 1).scalars(step: 7, learningRate: 0.003)
    var expected = adam
    expected["adam_decay"] = Float(0.003 * 0.05)
    #expect(AdamW(learningRate: 1, weightDecay: 0.05).scalars(step: 7, learningRate: 0.003) == expected)
  }

  @Test("the defaults are PyTorch's")
  func defaults() {
    #expect(Adam(learningRate: 1).hyperparameters == ["beta1": 0.9, "beta2": 0.999, "epsilon": 1e-8, "weightDecay": 0])
    #expect(AdamW(learningRate: 1).hyperparameters == ["beta1": 0.9, "beta2": 0.999, "epsilon": 1e-8, "weightDecay": 0.01])
    #expect(RMSprop(learningRate: 1).hyperparameters == ["alpha": 0.99, "epsilon": 1e-8, "weightDecay": 0])
    #expect(Adagrad(learningRate: 1).hyperparameters == ["epsilon": 1e-10, "weightDecay": 0])
    #expect(SGD(learningRate: 1).hyperparameters == ["momentum": 0, "weightDecay": 0])
    #expect(SGD(learningRate: 1, momentum: 0.9, nesterov: true).hyperparameters == ["nesterovMomentum": 0.9, "weightDecay": 0])
  }

  @Test("an optimizer keeps as many values for each parameter as it says")
  func state() throws {
    let model = try ModelZoo.model(named: "mlp", imageShape: [1, 8, 8], classCount: 10)
    let counts: [(any Optimizer, Int)] = [
      (SGD(learningRate: 0.1), 0), (SGD(learningRate: 0.1, momentum: 0.9), 1), (RMSprop(learningRate: 0.1), 1),
      (Adagrad(learningRate: 0.1), 1), (Adam(learningRate: 0.1), 2), (AdamW(learningRate: 0.1), 2),
    ]
    for (optimizer, count) in counts {
      #expect(optimizer.stateNames.count == count)
      let graph = try TrainingGraph(model, microBatch: 1, optimizer: optimizer).graph
      let payload = graph.tensors.filter { $0.category == .optimizer }.reduce(0) { $0 + $1.payload }
      #expect(payload == 4 * 9_610 * count)
    }
  }
}
