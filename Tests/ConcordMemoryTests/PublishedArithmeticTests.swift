import Concord
import Testing

/// The arithmetic of the field's tutorials, as the memory model has it. docs/memory.md names two misprints that circulate.
@Suite struct PublishedArithmeticTests {
  private static let mebibyte = 1024.0 * 1024.0

  @Test("the small CNN's parameters are 0.24 MB, and Adam's state 0.47 MB")
  func smallCNN() throws {
    let model = try ModelZoo.model(named: "simplecnn", imageShape: [3, 32, 32], classCount: 10)
    let memory = try MemoryModel.predict(StepDescription(model, optimizer: Adam(learningRate: 0.001), microBatch: 1))
    #expect(memory[.parameters] == 4 * 62_006)
    #expect(memory[.gradients] == 4 * 62_006)
    #expect(memory[.optimizer] == 8 * 62_006)
    #expect((100 * Double(memory[.parameters]) / Self.mebibyte).rounded() == 24)
    #expect((100 * Double(memory[.optimizer]) / Self.mebibyte).rounded() == 47)
  }

  @Test("an image of CIFAR-10 is 12 KB, beside 4 bytes for its label")
  func image() throws {
    let model = try ModelZoo.model(named: "mlp-cifar", imageShape: [3, 32, 32], classCount: 10)
    let memory = try MemoryModel.predict(StepDescription(model, optimizer: SGD(learningRate: 0.1), microBatch: 1))
    #expect(memory[.batch] == 12 * 1024 + 4)
  }

  @Test("64 filters of 3 x 3 x 3 are 6,912 bytes, and their maps of 30 x 30 at batch 32 are 7,372,800")
  func filters() throws {
    let model = try Model(name: "filters", inputShape: [3, 32, 32], classCount: 64) {
      Conv2D(3, 64, kernel: 3, bias: false)
      GlobalAveragePool()
    }
    let layer = try MemoryModel.layers(of: model)[0]
    #expect(layer.parameters.map { 4 * $0 } == [6912])
    #expect(layer.activations.map { 4 * 32 * $0 } == [7_372_800])
  }

  @Test("32 images of 3 x 224 x 224 are 19,267,584 bytes, beside their labels")
  func largeBatch() throws {
    let model = try Model(name: "large", inputShape: [3, 224, 224], classCount: 3) { GlobalAveragePool() }
    let memory = try MemoryModel.predict(StepDescription(model, optimizer: SGD(learningRate: 0.1), microBatch: 32))
    #expect(memory[.batch] == 19_267_584 + 4 * 32)
  }
}
