import ConcordGraph
import ConcordKit
import ConcordNN
import Testing

private typealias Conv2D = ConcordNN.Conv2D

@Suite("Losses")
struct LossTests {
  @Test("a loss in the box is read from the text that it prints as")
  func text() {
    let losses: [any Loss] = [
      CrossEntropy(), CrossEntropy(labelSmoothing: 0.1), CrossEntropy(labelSmoothing: 1e-20), CrossEntropy(labelSmoothing: 1),
      CrossEntropy(classWeights: [1, 0.25, 3], ignoredLabel: -100),
      CrossEntropy(labelSmoothing: 0.5, classWeights: [0], ignoredLabel: 255), CrossEntropy(ignoredLabel: 3),
      MeanSquaredError(target: .oneHot), MeanSquaredError(), BinaryCrossEntropy(target: .oneHot), BinaryCrossEntropy(),
      L1(target: .oneHot), L1(), Huber(target: .oneHot), Huber(delta: 0.1),
    ]
    for loss in losses {
      let read = LossesInTheBox.loss(loss.description)
      #expect(read?.description == loss.description)
      #expect(read.map { type(of: $0) == type(of: loss) } == true)
    }
    let full =
      LossesInTheBox.loss("cross-entropy, label smoothing 0.25, class weights 1.0 2.0, ignored label 7") as? CrossEntropy
    #expect(full?.labelSmoothing == 0.25)
    #expect(full?.classWeights == [1, 2])
    #expect(full?.ignoredLabel == 7)
    for text in [
      "", "hinge", "mse ", "cross-entropy, label smoothing ", "cross-entropy, label smoothing 2",
      "cross-entropy, label smoothing nan", "bce, label smoothing 0.1", "huber", "huber, delta 0.0", "huber, delta nan",
      "cross-entropy, class weights 1.0 x", "cross-entropy, ignored label 1.5", "mse of labels",
    ] { #expect(LossesInTheBox.loss(text) == nil, "\(text)") }
  }

  @Test("each says what target it takes, and refuses an output that it has no meaning for")
  func targets() throws {
    #expect(try CrossEntropy().target(for: [10]) == TensorType(.int32, []))
    #expect(try CrossEntropy().target(for: [21, 4, 6]) == TensorType(.int32, [4, 6]))
    #expect(try CrossEntropy(classWeights: [1, 2]).target(for: [2, 5]) == TensorType(.int32, [5]))
    #expect(try MeanSquaredError().target(for: [3, 4]) == TensorType([3, 4]))
    #expect(try L1().target(for: []) == TensorType([]))
    #expect(try Huber(target: .oneHot).target(for: [7]) == TensorType(.int32, []))
    let refused: [(any Loss, [Int], String)] = [
      (CrossEntropy(), [], "[N, classes, …]"), (CrossEntropy(classWeights: [1, 2]), [3], "each of the 3 classes"),
      (CrossEntropy(classWeights: [1, -2]), [2], "not below 0"),
      (CrossEntropy(classWeights: [1, .infinity]), [2], "a finite weight"),
      (MeanSquaredError(target: .oneHot), [3, 4], "[N, 3, 4]"),
    ]
    for (loss, output, message) in refused {
      let error = #expect(throws: GraphError.self) { try loss.target(for: output) }
      #expect(error?.message.contains(message) == true, "\(error?.message ?? "")")
    }
  }

  /// A vector of 3 numbers and an image of 2 classes.
  private func twoOutputs() throws -> Model {
    try Model(
      name: "two", inputs: [ModelInput("x", [4, 2, 2])],
      outputs: ["place", "pixels"]
    ) {
      Conv2D(4, 2, kernel: 1, name: "pixels").taking("x")
      Flatten(name: "flat").taking("x")
      Linear(16, 3, name: "place")
    }
  }

  @Test("each output of a model can have a loss of its own; one without, or a loss without an output, is refused")
  func perOutput() throws {
    let model = try twoOutputs()
    let losses = LossPerOutput(["place": Huber(delta: 2), "pixels": CrossEntropy(ignoredLabel: 255)])
    #expect(losses.description == "pixels: cross-entropy, ignored label 255; place: huber of values, delta 2.0")
    let graph = try TrainingGraph(model, microBatch: 5, optimizer: SGD(learningRate: 0), loss: losses)
    #expect(graph.outputs.map { graph.graph[$0.target].type } == [TensorType([5, 3]), TensorType(.int32, [5, 2, 2])])
    #expect(graph.outputs.map { $0.correctCount == nil } == [true, true])
    for wrong in [["place": L1()], ["place": L1(), "pixels": L1(), "more": L1()], ["place": L1(), "pixel": L1()]]
      as [[String: any Loss]]
    {
      let error = #expect(throws: GraphError.self) {
        try TrainingGraph(model, microBatch: 5, optimizer: SGD(learningRate: 0), loss: LossPerOutput(wrong))
      }
      #expect(error?.message.contains("the outputs place, pixels, each of which needs a loss") == true)
    }
  }

  /// Half of another loss, which gives its gradient for the whole.
  private struct Half: Loss {
    let name = "half"
    func target(for output: [Int]) throws(GraphError) -> TensorType { TensorType(output) }
    func append(
      to graph: inout Graph, output: Tensor, target: Tensor, scale: RunScalar
    ) throws(GraphError) -> Tensor {
      let whole = try MeanSquaredError().append(to: &graph, output: output, target: target, scale: scale)
      return try graph.apply(Multiply(), to: [whole, whole])[0]
    }
  }

  /// Numbers, but not one for each sample.
  private struct Wide: Loss {
    let name = "wide"
    func target(for output: [Int]) throws(GraphError) -> TensorType { TensorType(output) }
    func append(
      to graph: inout Graph, output: Tensor, target: Tensor, scale: RunScalar
    ) throws(GraphError) -> Tensor { try graph.apply(Add(), to: [output, target])[0] }
  }

  @Test("a loss that would lose a gradient, or gives no loss for each sample, is refused")
  func refused() throws {
    let model = try Model(name: "m", inputShape: [1, 1, 3], classCount: 2) {
      Flatten()
      Linear(3, 2)
    }
    for (loss, message) in [
      (Half(), "mean_squared_error gives its gradient for its own loss"), (Wide(), "wide should give a loss for each sample"),
      (Huber(delta: 0), "a delta above 0"), (Huber(delta: .nan), "a delta above 0"),
    ] as [(any Loss, String)] {
      let error = #expect(throws: GraphError.self) {
        try TrainingGraph(model, microBatch: 2, optimizer: SGD(learningRate: 0), loss: loss)
      }
      #expect(error?.message.contains(message) == true, "\(error?.message ?? "")")
    }
  }

  @Test("class weights are added over the targets that count, over samples and positions")
  func weights() {
    func weight(_ loss: any Loss, _ output: [Int], _ labels: [Int32]) -> Double {
      switch loss.weight(for: output) {
      case .each(let weight): weight
      case .ofTargets(let sum): labels.withUnsafeBytes(sum)
      }
    }
    #expect(weight(CrossEntropy(), [10], [3, 4]) == 1)
    #expect(weight(CrossEntropy(labelSmoothing: 0.1), [10, 4, 6], []) == 24)
    #expect(weight(CrossEntropy(classWeights: [0.5, 2, 4]), [3], [0, 1, 1, 2, -1, 3]) == 8.5)
    #expect(weight(CrossEntropy(ignoredLabel: 1), [3, 2], [0, 1, 1, 2, 2, 0]) == 4)
    #expect(weight(CrossEntropy(classWeights: [0.5, 2, 4], ignoredLabel: 2), [3], [2, 2]) == 0)
    #expect(weight(L1(), [3, 4], []) == 1)
  }
}
