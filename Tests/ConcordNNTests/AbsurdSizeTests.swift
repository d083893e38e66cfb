import ConcordGraph
import ConcordKit
import ConcordNN
import Testing

/// Sizes that no device has, and products of sizes that no integer holds: an error that names the layer, never a trap.
@Suite("Absurd sizes")
struct AbsurdSizeTests {
  private static let sizes = [0, -1, 1 << 31, 1 << 40, 1 << 62, Int.max, Int.min]

  /// The error of a model that cannot be.
  private func refusal(
    _ shape: [Int], _ element: ElementType = .float32, @LayerBuilder _ layers: () -> [any Layer]
  ) throws -> GraphError {
    let error = #expect(throws: GraphError.self) {
      try Model(name: "absurd", inputShape: shape, inputElement: element, classCount: 10, layers: layers)
    }
    return try #require(error)
  }

  @Test("of a convolution", arguments: sizes)
  func convolution(size: Int) throws {
    for layer in [
      ConcordNN.Conv2D(3, size, kernel: 3, name: "big"), ConcordNN.Conv2D(size, 4, kernel: 3, name: "big"),
      ConcordNN.Conv2D(3, 4, kernel: size, name: "big"),
      ConcordNN.Conv2D(3, 4, kernel: 3, stride: size < 1 ? size : -1, name: "big"),
      ConcordNN.Conv2D(3, 4, kernel: 3, padding: size < 1 ? -1 : size, name: "big"),
      ConcordNN.Conv2D(3, 4, kernel: 3, dilation: size, name: "big"),
      ConcordNN.Conv2D(3, 4, kernel: 3, groups: size, name: "big"),
    ] {
      #expect(try refusal([3, 8, 8]) { layer }.layer == "big")
    }
  }

  @Test("of a fully connected layer", arguments: sizes)
  func linear(size: Int) throws {
    let first = try refusal([4]) { Linear(4, size, name: "big") }
    #expect(first.layer == "big")
    let second = try refusal([4]) {
      Linear(4, 1 << 30, name: "wide")
      Linear(1 << 30, 1 << 30, name: "big")
    }
    #expect(second.layer == "big")
    #expect(try refusal([4]) { Linear(size, size, name: "big") }.layer == "big")
  }

  @Test("of pools, padding, dropout and embedding", arguments: sizes)
  func others(size: Int) throws {
    #expect(try refusal([1, 8, 8]) { ConcordNN.MaxPool2D(size) }.layer == "0")
    #expect(try refusal([1, 8, 8]) { ConcordNN.AvgPool2D(2, stride: 1, padding: size == 0 ? 9 : size) }.layer == "0")
    #expect(try refusal([1, 8, 8]) { Pad2D(size == 0 ? -1 : size) }.layer == "0")
    #expect(try refusal([1, 8, 8]) { Pad2D(top: size == 0 ? -1 : size, left: size) }.layer == "0")
    #expect(try refusal([4]) { ConcordNN.Dropout(Double(size) + 1.5 + Double(size.signum())) }.layer == "0")
    #expect(
      try refusal([4], .int32) { ConcordNN.Embedding(size, size == 0 ? -1 : 1 << 32, name: "big") }.layer == "big")
  }

  @Test("of the images", arguments: [[1 << 40, 1 << 40, 1 << 40], [-3, 4, 4], [.max, .max, 1], [.min, 1, 1]])
  func images(shape: [Int]) throws {
    _ = try refusal(shape) {
      Flatten()
      Linear(10, 10)
    }
    _ = try refusal(shape) { Flatten() }
    _ = try refusal(shape) { ReLU() }
    _ = try refusal(shape) { GlobalAveragePool() }
    _ = try refusal(shape) { ConcordNN.Conv2D(shape[0], 10, kernel: 1) }
  }

  @Test("of the batch of a summary")
  func batch() throws {
    let model = try ModelZoo.model(named: "mlp", imageShape: [1, 28, 28], classCount: 10)
    for size in [-1, 1 << 40, .max] { #expect(throws: GraphError.self) { try model.summary(batchSize: size) } }
  }

  @Test("many multiply-adds are counted up to the largest number")
  func multiplyAdds() {
    let images = TensorType([1 << 20, 1, 1 << 10, 1 << 10])
    #expect(Conv2DOperation().multiplyAdds(for: [images, TensorType([1 << 20, 1, 1 << 10, 1 << 10])]) > 0)
    #expect(MatMul().multiplyAdds(for: [TensorType([1 << 30, 1 << 30]), TensorType([1 << 30, 1 << 30])]) == .max)
  }
}
