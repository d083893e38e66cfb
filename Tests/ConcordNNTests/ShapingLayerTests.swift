import ConcordGraph
import ConcordKit
import ConcordNN
import Testing

@Suite("Dropout, padding, embedding and parallel layers")
struct ShapingLayerTests {
  private func message(
    _ shape: [Int], _ element: ElementType = .float32, @LayerBuilder _ layers: () -> [any Layer]
  ) -> String? {
    let error = #expect(throws: GraphError.self) {
      try Model(name: "mistake", inputShape: shape, inputElement: element, classCount: 10, layers: layers)
    }
    return error?.description
  }

  @Test("each dropout of a model draws from a stream of its own, in training alone")
  func dropoutStreams() throws {
    let model = try Model(name: "m", inputShape: [1, 2, 2], classCount: 4) {
      ConcordNN.Dropout(0.1)
      Flatten()
      Linear(4, 4, name: "fc")
      ConcordNN.Dropout()
    }
    let graph = try TrainingGraph(model, microBatch: 3, optimizer: SGD(learningRate: 0.1))
    let drops = graph.gradient(continuing: false).compactMap { $0.definition as? DropoutOperation }
    // Forward through both, backward through the second alone: nothing learns before the first.
    #expect(drops.map(\.layer) == [0, 1, 1])
    #expect(drops.map(\.probability) == [0.1, 0.5, 0.5])
    #expect(!graph.evaluation(continuing: false).contains { $0.definition is DropoutOperation })
    let names = graph.graph.scalars.filter { $0.type == .uint32 }.map(\.name)
    #expect(names == ["seed_low", "seed_high", "step", "first_sample"])
  }

  @Test("a model without dropout takes no random numbers")
  func noScalars() throws {
    let model = try ModelZoo.model(named: "mlp", imageShape: [1, 4, 4], classCount: 2)
    let graph = try TrainingGraph(model, microBatch: 3, optimizer: SGD(learningRate: 0.1))
    #expect(!graph.graph.scalars.contains { $0.type == .uint32 })
  }

  @Test("zeros go around images, only where there are any to add")
  func pad() throws {
    let model = try Model(name: "m", inputShape: [3, 4, 5], classCount: 3) {
      Pad2D(top: 1, bottom: 2, left: 3, right: 4)
      Pad2D(2)
      Pad2D(left: 1)
      Pad2D()
      GlobalAveragePool()
    }
    let layers = try model.summary(batchSize: 2)
    #expect(layers.map(\.outputShape).prefix(4) == [[2, 3, 7, 12], [2, 3, 11, 16], [2, 3, 11, 17], [2, 3, 11, 17]])
    let graph = try TrainingGraph(
      Model(name: "p", inputShape: [1, 4, 4], classCount: 36) {
        Pad2D(1)
        Pad2D(0)
        Flatten()
        Linear(36, 36)
      }, microBatch: 1, optimizer: SGD(learningRate: 1))
    #expect(graph.gradient(continuing: false).filter { $0.name == "pad" }.count == 2)
  }

  @Test("an embedding looks up indices, and refuses images")
  func embedding() throws {
    let model = try Model(name: "m", inputShape: [5], inputElement: .int32, classCount: 2) {
      ConcordNN.Embedding(100, 8, name: "embed")
      Flatten()
      Linear(40, 2, name: "fc")
    }
    let layers = try model.summary(batchSize: 3)
    #expect(layers[0].outputShape == [3, 5, 8])
    #expect(layers[0].parameterCount == 800)
    let graph = try TrainingGraph(model, microBatch: 3, optimizer: SGD(learningRate: 0.1))
    #expect(graph.parameters.map(\.name) == ["embed.weight", "fc.weight", "fc.bias"])
    #expect(graph.gradient(continuing: true).contains { $0.name == "embedding_gradient" && $0.inputs.count == 3 })
    #expect(
      message([5]) { ConcordNN.Embedding(100, 8, name: "embed") }
        == "layer 'embed': Embedding expects int32 indices, but got [N, 5]; put it first in a model whose input element is int32"
    )
    #expect(message([1, 4, 4], .int32) { ReLU() }?.contains("float32") == true)
  }

  @Test("branches stand side by side, their parameters named after them")
  func parallel() throws {
    let model = try Model(name: "m", inputShape: [2, 6, 6], classCount: 9) {
      Parallel(name: "mixed") {
        ConcordNN.Conv2D(2, 4, kernel: 1, name: "branch1x1")
        ConcordNN.Conv2D(2, 3, kernel: 3, padding: 1)
        ConcordNN.MaxPool2D(3, stride: 1, padding: 1)
      }
      GlobalAveragePool()
    }
    let layers = try model.summary(batchSize: 1)
    #expect(layers.map(\.name) == ["mixed.branch1x1", "mixed.1", "mixed.2", "1"])
    #expect(layers.map(\.outputShape) == [[1, 4, 6, 6], [1, 3, 6, 6], [1, 2, 6, 6], [1, 9]])
    // 4·2 + 4 and 3·2·9 + 3: once, in the branches.
    #expect(layers.map(\.parameterCount) == [12, 57, 0, 0])
    #expect(layers.map(\.multiplyAdds) == [36 * 8, 36 * 54, 0, 0])
    let graph = try TrainingGraph(model, microBatch: 1, optimizer: SGD(learningRate: 0.1))
    #expect(
      graph.parameters.map(\.name) == ["mixed.branch1x1.weight", "mixed.branch1x1.bias", "mixed.1.weight", "mixed.1.bias"])
  }

  @Test("branches along rows too")
  func parallelAxis() throws {
    let model = try Model(name: "m", inputShape: [2, 6, 6], classCount: 2) {
      Parallel(axis: 2) {
        ReLU()
        ConcordNN.MaxPool2D(1)
      }
      ReLU()
      GlobalAveragePool()
    }
    #expect(try model.summary(batchSize: 4)[2].outputShape == [4, 2, 12, 6])
  }

  @Test("branches that do not fit together, too few of them, and two of one name are errors of the layer")
  func parallelMistakes() {
    let mismatch = message([2, 6, 6]) {
      Parallel(name: "mixed") {
        ConcordNN.MaxPool2D(2)
        ReLU()
      }
    }
    #expect(
      mismatch
        == "layer 'mixed': concatenate expects inputs that differ in axis 1 alone, but got f32[1, 2, 3, 3] and f32[1, 2, 6, 6]")
    let inner = message([2, 6, 6]) {
      Parallel(name: "mixed") {
        ReLU()
        ConcordNN.Conv2D(5, 1, kernel: 1, name: "conv")
      }
    }
    #expect(inner == "layer 'mixed.conv': Conv2D expects [N, 5, H, W], but got [N, 2, 6, 6]")
    #expect(message([2, 6, 6]) { Parallel { ReLU() } }?.contains("at least 2 branches") == true)
    let samples = message([2, 6, 6]) {
      Parallel(axis: 0) {
        ReLU()
        ReLU()
      }
    }
    #expect(samples?.contains("axis of at least 1") == true)
    let twice = message([2, 6, 6]) {
      Parallel(name: "p") {
        ConcordNN.Conv2D(2, 1, kernel: 1, name: "conv")
        ConcordNN.Conv2D(2, 1, kernel: 1, name: "conv")
      }
    }
    #expect(twice?.hasPrefix("layer 'p.conv': several layers have this name") == true)
  }

  @Test("names that meet across levels are refused, not mixed up")
  func sameParameter() {
    let error = message([2, 6, 6]) {
      Parallel(name: "a") {
        ConcordNN.Conv2D(2, 1, kernel: 1, name: "b")
        ReLU()
      }
      ConcordNN.Conv2D(3, 1, kernel: 1, name: "a.b")
    }
    #expect(error == "layer 'a.b': several parameters are called 'a.b.weight'; give each a name of its own")
  }
}
