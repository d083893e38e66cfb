import ConcordKit
import Testing

@Suite("Vocabulary of convolution")
struct ConvolutionVocabularyTests {
  private let x = TensorType([2, 4, 9, 11])
  private let w = TensorType([6, 2, 3, 5])
  private let geometry = ConvolutionGeometry(stride: 2, padding: 1, groups: 2)
  // (9 + 2 - 3) / 2 + 1 = 5 and (11 + 2 - 5) / 2 + 1 = 5.
  private let y = TensorType([2, 6, 5, 5])

  @Test("the three operations of a convolution infer each other's types")
  func types() throws {
    #expect(try Conv2DOperation(geometry).outputTypes(for: [x, w]) == [y])
    #expect(try Conv2DOperation(geometry, bias: true).outputTypes(for: [x, w, TensorType([6])]) == [y])
    #expect(try Conv2DInputGradient(geometry, height: 9, width: 11).outputTypes(for: [y, w]) == [x])
    #expect(try Conv2DInputGradient(geometry, height: 10, width: 12).outputTypes(for: [y, w]) == [TensorType([2, 4, 10, 12])])
    #expect(try Conv2DWeightGradient(geometry, height: 3, width: 5).outputTypes(for: [x, y]) == [w])
    let accumulating = Conv2DWeightGradient(geometry, height: 3, width: 5, accumulate: true)
    #expect(try accumulating.outputTypes(for: [x, y, w]) == [w])
    #expect(accumulating.inPlace == [InPlace(output: 0, input: 2)])
  }

  @Test("dilation widens the reach of a filter")
  func dilation() throws {
    let dilated = Conv2DOperation(ConvolutionGeometry(dilation: 3))
    let filter = TensorType([1, 1, 3, 3])
    #expect(try dilated.outputTypes(for: [TensorType([1, 1, 7, 8]), filter]) == [TensorType([1, 1, 1, 2])])
    let error = #expect(throws: OperationError.self) { try dilated.outputTypes(for: [TensorType([1, 1, 6, 8]), filter]) }
    #expect(error?.message == "expects an image of height at least 7, the reach of its kernel, but got 6")
  }

  @Test("each of the three counts the products of the forward pass")
  func multiplyAdds() {
    let expected = 2 * 6 * 5 * 5 * 2 * 3 * 5
    #expect(Conv2DOperation(geometry).multiplyAdds(for: [x, w]) == expected)
    #expect(Conv2DInputGradient(geometry, height: 9, width: 11).multiplyAdds(for: [y, w]) == expected)
    #expect(Conv2DWeightGradient(geometry, height: 3, width: 5).multiplyAdds(for: [x, y]) == expected)
  }

  @Test("channels and outputs that do not fit the groups are refused")
  func groups() {
    #expect(throws: OperationError.self) { try Conv2DOperation().outputTypes(for: [x, w]) }
    #expect(throws: OperationError.self) {
      try Conv2DOperation(geometry).outputTypes(for: [x, TensorType([5, 2, 3, 5])])
    }
    #expect(throws: OperationError.self) {
      let three = ConvolutionGeometry(groups: 3)
      _ = try Conv2DWeightGradient(three, height: 3, width: 5).outputTypes(for: [x, y])
    }
  }

  @Test("sizes that do not belong to each other are refused")
  func mismatches() {
    #expect(throws: OperationError.self) { try Conv2DOperation(geometry).outputTypes(for: [TensorType([4, 9, 11]), w]) }
    #expect(throws: OperationError.self) {
      try Conv2DOperation(geometry, bias: true).outputTypes(for: [x, w, TensorType([4])])
    }
    #expect(throws: OperationError.self) { try Conv2DInputGradient(geometry, height: 11, width: 11).outputTypes(for: [y, w]) }
    #expect(throws: OperationError.self) { try Conv2DWeightGradient(geometry, height: 5, width: 5).outputTypes(for: [x, y]) }
    #expect(throws: OperationError.self) { try MaxPool2DGradient(PoolWindow(2)).outputTypes(for: [x, y]) }
    #expect(throws: OperationError.self) { try Add().outputTypes(for: [x, y]) }
  }

  @Test("pools keep samples and channels")
  func pools() throws {
    let pooled = TensorType([2, 4, 5, 6])
    let window = PoolWindow(3, stride: 2, padding: 1)
    #expect(try MaxPool2DOperation(window).outputTypes(for: [x]) == [pooled])
    #expect(try AvgPool2DOperation(window).outputTypes(for: [x]) == [pooled])
    #expect(try MaxPool2DGradient(window).outputTypes(for: [x, pooled]) == [x])
    #expect(try AvgPool2DGradient(window, height: 9, width: 11).outputTypes(for: [pooled]) == [x])
    #expect(PoolWindow(3).stride == 3)
  }

  @Test(
    "attributes out of range are refused by name, however large",
    arguments: ["stride": 0, "padding": -1, "dilation": 0, "groups": Int.max])
  func attributes(name: String, value: Int) {
    let attributes = Attributes([name: .integer(value)])
    let error = #expect(throws: OperationError.self) { try Conv2DOperation(attributes: attributes) }
    #expect(error?.message.hasPrefix("attribute '\(name)' must be between") == true)
    #expect(throws: OperationError.self) {
      let geometry = ConvolutionGeometry(
        stride: name == "stride" ? value : 1, padding: name == "padding" ? value : 0,
        dilation: name == "dilation" ? value : 1, groups: name == "groups" ? value : 1)
      _ = try Conv2DOperation(geometry).outputTypes(for: [x, w])
    }
  }

  @Test("attributes that an operation cannot do without are asked for")
  func required() {
    #expect(throws: OperationError.self) { try MaxPool2DOperation(attributes: Attributes()) }
    #expect(throws: OperationError.self) { try Conv2DInputGradient(attributes: Attributes()) }
    #expect(throws: OperationError.self) { try Conv2DWeightGradient(attributes: Attributes()) }
    #expect(throws: OperationError.self) { try ReduceGradient(attributes: Attributes()) }
    #expect(throws: OperationError.self) { try ReduceGradient(.max, columns: 2).outputTypes(for: [TensorType([3])]) }
  }

  @Test("a window of padding alone cannot be")
  func padding() {
    let error = #expect(throws: OperationError.self) { try MaxPool2DOperation(PoolWindow(3, padding: 2)).outputTypes(for: [x]) }
    #expect(error?.message == "attribute 'padding' must be at most half of the kernel 3, but is 2")
  }

  @Test("the largest sizes there can be are no overflow")
  func overflow() {
    let large = TensorType([0, 1, Int(Int32.max), Int(Int32.max)])
    let geometry = ConvolutionGeometry(padding: Int(Int32.max), dilation: Int(Int32.max))
    #expect(throws: Never.self) { try Conv2DOperation(geometry).outputTypes(for: [large, TensorType([1, 1, 2, 2])]) }
    #expect(throws: OperationError.self) {
      try Conv2DOperation(geometry).outputTypes(for: [large, TensorType([1, 1, Int.max, 2])])
    }
    #expect(throws: OperationError.self) {
      try Conv2DOperation().outputTypes(for: [TensorType([1, Int.max, Int.max, 1]), TensorType([1, 1, 1, 1])])
    }
  }
}
