import Concord
import Testing

@Suite("Memory predictions")
struct PredictionTests {
  private func predict(_ shape: [Int], _ microBatch: Int, _ optimizer: any Optimizer) throws -> MemoryPrediction {
    try MemoryModel.predict(
      StepDescription(
        ModelZoo.model(named: "mlp", imageShape: shape, classCount: 10), optimizer: optimizer, microBatch: microBatch))
  }

  @Test("mlp on mnist, batch 64, Adam: the published arithmetic")
  func published() throws {
    let prediction = try predict([1, 28, 28], 64, Adam(learningRate: 0.001))
    // P = 784·128 + 128 + 128·10 + 10 = 101,770.
    #expect(prediction[.parameters] == 407_080)
    #expect(prediction[.gradients] == 407_080)
    #expect(prediction[.optimizer] == 814_160)
    #expect(prediction[.batch] == 200_704 + 256, "images and labels")
    // For each image: 128 hidden and 10 logits, the gradients of both, that of the hidden layer's input to ReLU, and a loss.
    #expect(prediction[.activations] == 4 * 64 * (128 + 10 + 128 + 10 + 128 + 1))
    #expect(prediction[.state] == 4 + 4, "the loss total and the count of correct images")
    #expect(prediction[.workspace] == 0)
  }

  @Test("SGD keeps no state, and what it keeps is all that differs")
  func sgd() throws {
    let (sgd, adam) = (try predict([1, 8, 8], 7, SGD(learningRate: 0.1)), try predict([1, 8, 8], 7, Adam(learningRate: 0.1)))
    #expect(sgd[.optimizer] == 0)
    #expect(adam[.optimizer] == 2 * 4 * 9_610)
    for category in MemoryCategory.allCases where category != .optimizer { #expect(sgd[category] == adam[category]) }
  }

  @Test("momentum, RMSprop and Adagrad keep one value for each parameter, AdamW two")
  func states() throws {
    let optimizers: [(any Optimizer, Int)] = [
      (SGD(learningRate: 0.1, momentum: 0.9), 1), (RMSprop(learningRate: 0.1), 1), (Adagrad(learningRate: 0.1), 1),
      (AdamW(learningRate: 0.1), 2),
    ]
    for (optimizer, count) in optimizers {
      #expect(try predict([1, 8, 8], 7, optimizer)[.optimizer] == count * 4 * 9_610, "\(optimizer.name)")
    }
  }

  @Test("clipping keeps one number more")
  func clipping() throws {
    let model = try ModelZoo.model(named: "mlp", imageShape: [1, 8, 8], classCount: 10)
    let sgd = SGD(learningRate: 0.1)
    let plain = try MemoryModel.predict(StepDescription(model, optimizer: sgd, microBatch: 7))
    let clipped = try MemoryModel.predict(StepDescription(model, optimizer: sgd, clipNorm: 1, microBatch: 7))
    #expect(clipped[.state] == plain[.state] + 4)
    #expect(clipped.total == plain.total + MemoryAlignment.bytes)
  }

  @Test("padding is what rounding each tensor up to 256 bytes adds")
  func padding() throws {
    // mlp on digits, micro-batch 1: 32,768, 512, 5,120 and 40 bytes of parameters; only the last bias is no multiple of 256.
    let prediction = try predict([1, 8, 8], 1, SGD(learningRate: 0.1))
    #expect(prediction.padding[.parameters] == 216)
    #expect(prediction.padding[.gradients] == 216)
    #expect(prediction.padding[.batch] == 252, "64 pixels fill 256 bytes, one label 4")
    #expect(prediction.padding[.state] == 2 * 252)
    #expect(prediction.total == prediction.totalPadding + MemoryCategory.allCases.reduce(0) { $0 + prediction[$1] })
  }

  @Test("a layer without a formula is derived from its graph, and said to be", arguments: MemoryPlan.allCases)
  func noFormula(_ plan: MemoryPlan) throws {
    struct Identity: Layer {
      var kind: String { "Identity" }
      func apply(to input: Tensor, in context: inout ModelContext) throws(GraphError) -> Tensor { input }
    }
    func model(@LayerBuilder _ between: () -> [any Layer]) throws -> Model {
      try Model(name: "m", inputShape: [1, 2, 2], classCount: 4) {
        Flatten()
        Linear(4, 5, name: "a")
        between()
        ReLU()
        Linear(5, 4, name: "b")
      }
    }
    let derived = try MemoryModel.predict(
      StepDescription(model { Identity() }, optimizer: Adam(learningRate: 0.1), plan: plan, microBatch: 3))
    let formulas = try MemoryModel.predict(
      StepDescription(model {}, optimizer: Adam(learningRate: 0.1), plan: plan, microBatch: 3))
    #expect(derived.derivedLayers == ["2"])
    #expect(formulas.derivedLayers.isEmpty)
    #expect(derived.bytes == formulas.bytes)
    #expect(derived.padding == formulas.padding)
    #expect(derived.multiplyAdds.filter { $0.value > 0 } == formulas.multiplyAdds.filter { $0.value > 0 })
    let rows = try MemoryModel.layers(of: model { Identity() })
    #expect(rows.map(\.isDerived) == [false, false, true, false, false, false])
    #expect(rows[2].activations.isEmpty && rows[2].parameters.isEmpty && rows[2].outputShape == [5])
    #expect(rows[4].parameters == [20, 4], "the layers after it are told by their formulas")
  }
}
