import ConcordGraph
import ConcordNN
import Testing

@Suite("Models")
struct ModelTests {
  @Test(
    "mlp has the parameters that its definition adds up to",
    arguments: [([1, 28, 28], 101_770), ([3, 32, 32], 394_634), ([1, 8, 8], 9_610)])
  func parameterCounts(_ shape: [Int], _ expected: Int) throws {
    let model = try ModelZoo.model(named: "mlp", imageShape: shape, classCount: 10)
    #expect(try model.summary(batchSize: 3).reduce(0) { $0 + $1.parameterCount } == expected)
    let graph = try TrainingGraph(model, microBatch: 2, optimizer: SGD(learningRate: 0.1))
    #expect(graph.parameters.reduce(0) { $0 + $1.elementCount } == expected)
  }

  @Test("parameters are named and shaped as PyTorch's state_dict names them")
  func names() throws {
    let model = try ModelZoo.model(named: "mlp", imageShape: [1, 8, 8], classCount: 10)
    let parameters = try TrainingGraph(model, microBatch: 2, optimizer: SGD(learningRate: 0.1)).parameters
    #expect(parameters.map(\.name) == ["fc1.weight", "fc1.bias", "fc2.weight", "fc2.bias"])
    #expect(parameters.map(\.shape) == [[128, 64], [128], [10, 128], [10]])
  }

  @Test("a layer without a name is called by its position, as in PyTorch's Sequential")
  func positions() throws {
    let model = try Model(name: "m", inputShape: [1, 2, 2], classCount: 3) {
      Flatten()
      Linear(4, 5)
      ReLU()
      Linear(5, 3)
    }
    let parameters = try TrainingGraph(model, microBatch: 1, optimizer: SGD(learningRate: 0.1)).parameters
    #expect(parameters.map(\.name) == ["1.weight", "1.bias", "3.weight", "3.bias"])
  }

  @Test(
    "no layer of the zoo is shown by its position, but where torchvision numbers them", arguments: ModelZoo.entries.map(\.name))
  func zooNames(_ name: String) throws {
    let shape = name == "lenet5" ? [1, 28, 28] : [3, 32, 32]
    for side in name == "resnet18" ? [32, 64] : [shape[1]] {
      let layers = try ModelZoo.model(named: name, imageShape: [shape[0], side, side], classCount: 10).summary(batchSize: 1)
      let numbered = layers.map(\.name).filter { Int($0.split(separator: ".").last ?? "") != nil }
      #expect(
        numbered.allSatisfy { name in
          ["features.", "classifier."].contains { name.hasPrefix($0) }
            || [".downsample.", ".mlp."].contains { name.contains($0) }
        }, "\(numbered)")
      #expect(Set(layers.map(\.name)).count == layers.count, "no name stands for two layers")
    }
  }

  @Test("a summary gives kinds, shapes and the multiply-adds of the forward pass")
  func summary() throws {
    let layers = try ModelZoo.model(named: "mlp", imageShape: [1, 28, 28], classCount: 10).summary(batchSize: 3)
    #expect(layers.map(\.kind) == ["Flatten", "Linear", "ReLU", "Linear"])
    #expect(layers.map(\.outputShape) == [[3, 784], [3, 128], [3, 128], [3, 10]])
    #expect(layers.map(\.multiplyAdds) == [0, 3 * 784 * 128, 0, 3 * 128 * 10])
  }

  @Test("the layer builder takes conditions, alternatives and loops", arguments: [true, false])
  func builder(_ deep: Bool) throws {
    let model = try Model(name: "m", inputShape: [1, 2, 2], classCount: 4) {
      Flatten()
      if deep {
        for index in 0..<3 {
          Linear(4, 4, name: "hidden\(index)")
          ReLU()
        }
      }
      if deep { Linear(4, 4, name: "last") } else { Linear(4, 4, name: "only") }
    }
    let names = try model.summary(batchSize: 1).map(\.name)
    #expect(
      names == (deep ? ["0", "hidden0", "2", "hidden1", "4", "hidden2", "6", "last"] : ["0", "only"]))
  }

  @Test("an unknown model is an error that names those that are known")
  func unknown() {
    let error = #expect(throws: GraphError.self) {
      try ModelZoo.model(named: "resnet9000", imageShape: [1, 8, 8], classCount: 10)
    }
    #expect(
      error?.description
        == "no model is called 'resnet9000'; there are: \(ModelZoo.entries.map(\.name).joined(separator: ", "))")
  }

  @Test("a layer that gets another shape names itself, what it expected, what came and what to do")
  func mismatch() {
    let missing = #expect(throws: GraphError.self) {
      try Model(name: "m", inputShape: [1, 2, 2], classCount: 3) { Linear(4, 3, name: "fc") }
    }
    #expect(
      missing?.description == "layer 'fc': Linear expects [N, …, 4], but got [N, 1, 2, 2]; put a Flatten before it")
    let wrong = #expect(throws: GraphError.self) {
      try Model(name: "m", inputShape: [1, 2, 2], classCount: 3) {
        Flatten()
        Linear(5, 3)
      }
    }
    #expect(wrong?.description == "layer '1': Linear expects [N, 5], but got [N, 4]")
  }

  @Test("a model that does not end in a logit for each class is refused")
  func ending() {
    let error = #expect(throws: GraphError.self) {
      try Model(name: "m", inputShape: [1, 2, 2], classCount: 3) {
        Flatten()
        Linear(4, 7, name: "fc")
      }
    }
    #expect(error?.layer == "fc")
    #expect(error?.message.contains("should end in [N, 3]") == true)
    #expect(error?.message.contains("ends in [N, 7]") == true)
    #expect(throws: GraphError.self) { try Model(name: "m", inputShape: [1, 2, 2], classCount: 3) {} }
  }

  @Test("two layers of one name are refused: their parameters could not be told apart")
  func sameName() {
    let error = #expect(throws: GraphError.self) {
      try Model(name: "m", inputShape: [1, 2, 2], classCount: 4) {
        Flatten()
        Linear(4, 4, name: "fc")
        Linear(4, 4, name: "fc")
      }
    }
    #expect(error?.layer == "fc")
    #expect(error?.message.contains("name of its own") == true)
  }
}
