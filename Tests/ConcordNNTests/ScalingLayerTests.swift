import ConcordGraph
import ConcordKit
import ConcordNN
import Testing

@Suite("Layers that scale and multiply, and pools that round up")
struct ScalingLayerTests {
  private func message(_ shape: [Int], @LayerBuilder _ layers: () -> [any Layer]) -> String? {
    (#expect(throws: GraphError.self) { try Model(name: "mistake", inputShape: shape, classCount: 10, layers: layers) })?
      .description
  }

  @Test("factors have the layer's name and stand at the last axes")
  func learnedScale() throws {
    let model = try Model(name: "m", inputShape: [4, 5, 6], classCount: 120) {
      LearnedScale([4, 1, 1], initial: 0.5, name: "layer_scale")
      LearnedScale([6])
      Scaling(2)
      Flatten()
    }
    let graph = try TrainingGraph(model, microBatch: 3, optimizer: SGD(learningRate: 0.1))
    #expect(graph.parameters.map(\.name) == ["layer_scale", "1"])
    #expect(graph.parameters.map(\.shape) == [[4, 1, 1], [6]])
    #expect(graph.parameters.map(\.initializer) == [.constant(0.5), .constant(1)])
    for shape in [[4], [4, 1], [1, 4, 5, 6], [], [4, 5, 5]] {
      #expect(message([4, 5, 6]) { LearnedScale(shape, name: "s") }?.contains("LearnedScale expects samples") == true)
    }
  }

  @Test("matrices that do not fit, of one tensor or of vectors are refused")
  func matrixProduct() throws {
    let model = try Model(name: "m", inputShape: [2, 3, 5], classCount: 18) {
      Permute([1, 3, 2], name: "turned")
      MatrixProduct(name: "squares").taking("images", "turned")
      Flatten()
    }
    let layers = try model.summary(batchSize: 4)
    #expect(layers[1].outputShape == [4, 2, 3, 3] && layers[1].multiplyAdds == 4 * 2 * 3 * 3 * 5)
    #expect(message([2, 3, 5]) { MatrixProduct() }?.contains("expects two tensors, but got 1") == true)
    #expect(
      message([2, 3, 5]) { MatrixProduct(name: "p").taking("images", "images") }
        == "layer 'p': MatrixProduct expects [N, 2, 5, B] as the second tensor, but got [N, 2, 3, 5]")
    #expect(message([5]) { MatrixProduct().taking("images", "images") }?.contains("a matrix or more of each sample") == true)
  }

  @Test("a pool that rounds up has a place for each window that begins within the image")
  func ceilMode() throws {
    for (size, kernel, stride, padding, outputs) in [
      (7, 2, 2, 0, 4), (6, 3, 2, 0, 3), (5, 3, 2, 1, 3), (9, 2, 3, 1, 4), (5, 7, 3, 0, 1),
    ] {
      let pool = ConcordNN.MaxPool2D(kernel, stride: stride, padding: padding, ceilMode: true)
      let model = try Model(name: "m", inputShape: [1, size, size]) { pool }
      #expect(try model.summary(batchSize: 1)[0].outputShape == [1, 1, outputs, outputs], "\(size) \(kernel)")
      let json = """
        {"name": "m", "layers": [{"type": "MaxPool2D", "kernel": \(kernel), "stride": \(stride), "padding": \(padding), "ceilMode": true}]}
        """
      let read = try ModelFile.model(Array(json.utf8), inputShape: [1, size, size])
      #expect((read.layers[0] as? ConcordNN.MaxPool2D)?.window == pool.window)
    }
    #expect(message([1, 2, 2]) { ConcordNN.MaxPool2D(9, stride: 3, ceilMode: true) }?.contains("height at least 9") == true)
  }
}
