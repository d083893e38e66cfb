import Concord
import Testing

@testable import ConcordONNX

@Suite("ONNX operators as layers")
struct OperatorTests {
  private func layers(_ graph: TinyGraph) throws -> [String] { try graph.read().model.layers.map(\.kind) }

  @Test("chains that compute a shape fold to nothing")
  func folding() throws {
    var graph = TinyGraph([2, 3, 4])
    graph.integers("zero", [0])
    graph.integers("rest", [-1])
    graph.node("Shape", ["x"], ["shape"])
    graph.node("Gather", ["shape", "zero"], ["samples"])
    graph.node("Concat", ["samples", "rest"], ["wanted"], [.int("axis", 0)])
    graph.node("Reshape", ["x", "wanted"], ["flat"])
    graph.node("Relu", ["flat"])
    let imported = try graph.read()
    #expect(imported.model.layers.map(\.kind) == ["Flatten", "ReLU"])
    #expect(imported.model.outputs[0].shape == [24])
  }

  @Test("a matrix product and the sum after it are one layer, with the matrix turned")
  func linear() throws {
    var graph = TinyGraph([3])
    graph.floats("fc.weight", [3, 2])
    graph.floats("b", [2])
    graph.node("MatMul", ["x", "fc.weight"], ["product"])
    graph.node("Add", ["product", "b"])
    let imported = try graph.read()
    #expect(imported.model.layers.map(\.kind) == ["Linear"])
    #expect(imported.parameters.tensors.map(\.name) == ["fc.weight", "fc.bias"])
    #expect(imported.parameters.tensors[0].shape == [2, 3])
    // Of −2, −1 / 0, 1 / 2, −2.
    #expect(imported.parameters.tensors[0].values == [-2, 0, 2, -1, 1, -2])
  }

  @Test("momentum is the weight of what is new, epsilon as it was written")
  func batchNorm() throws {
    var graph = TinyGraph([2, 3, 3])
    for name in ["s", "b", "m", "v"] { graph.floats(name, [2]) }
    graph.node("BatchNormalization", ["x", "s", "b", "m", "v"], ["y"], [.float("momentum", 0.99), .float("epsilon", 1e-3)])
    let text = String(decoding: try graph.read().file, as: UTF8.self)
    #expect(text.contains(#""epsilon": 0.001, "momentum": 0.01"#), "\(text)")
  }

  @Test("squeeze and excitation: means, a gate, a product that is stretched")
  func squeezeAndExcitation() throws {
    var graph = TinyGraph([4, 5, 6])
    graph.floats("w", [4, 4, 1, 1])
    graph.integers("axes", [2, 3])
    graph.node("ReduceMean", ["x", "axes"], ["m"])
    graph.node("Conv", ["m", "w"], ["c"])
    graph.node("HardSigmoid", ["c"], ["g"], [.float("alpha", 1 / 6)])
    graph.node("Mul", ["x", "g"])
    #expect(try layers(graph) == ["GlobalAveragePool", "Reshape", "Conv2D", "HardSigmoid", "Multiplication"])
  }

  @Test("parts, and one place, of an axis")
  func parts() throws {
    var graph = TinyGraph([6, 2, 2])
    graph.integers("sizes", [2, 4])
    graph.node("Split", ["x", "sizes"], ["a", "b"], [.int("axis", 1)])
    graph.node("Concat", ["b", "a"], ["y"], [.int("axis", 1)])
    #expect(try layers(graph) == ["Split", "Concatenation"])
    var slice = TinyGraph([6, 2, 2])
    for (name, value) in [("starts", 1), ("ends", 9), ("axes", 1)] { slice.integers(name, [value]) }
    slice.node("Slice", ["x", "starts", "ends", "axes"])
    #expect(try slice.read().model.outputs[0].shape == [5, 2, 2])
  }

  @Test("padding that differs by side, and dropout")
  func padding() throws {
    var graph = TinyGraph([1, 4, 4])
    graph.floats("w", [2, 1, 3, 3])
    graph.node("Conv", ["x", "w"], ["c"], [.ints("pads", [0, 0, 1, 1])])
    graph.node("Dropout", ["c"])
    #expect(try layers(graph) == ["Pad2D", "Conv2D", "Dropout"])
  }

  @Test("ceil_mode is passed over where windows end with the image, a largest element's kept and a mean's refused where not")
  func ceilMode() throws {
    for (size, type, given) in [(5, "MaxPool", 2), (6, "MaxPool", 3), (5, "AveragePool", 2), (6, "AveragePool", nil)] {
      var graph = TinyGraph([1, size, size])
      graph.node(
        type, ["x"], ["y"],
        [.ints("kernel_shape", [3, 3]), .ints("strides", [2, 2]), .int("ceil_mode", 1)])
      if let given {
        #expect(try graph.read().model.outputs[0].shape == [1, given, given])
      } else {
        #expect(graph.refusal().contains("(AveragePool, 'ceil_mode')"), "\(graph.refusal())")
      }
    }
  }

  @Test("samples that a graph moves or joins with other axes are a view, and means, products and parts are taken beside them")
  func samples() throws {
    var graph = TinyGraph([3, 4])
    graph.floats("w", [4, 6])
    graph.integers("rows", [-1, 4])
    graph.integers("parted", [3, -1, 2, 3])
    graph.integers("heads", [-1, 3, 3])
    graph.node("Reshape", ["x", "rows"], ["r"])
    graph.node("MatMul", ["r", "w"], ["p"])
    // [N · 3, 6] as [N, 3, 6], samples second, each row in two parts, these beside the samples.
    graph.integers("apart", [-1, 3, 6])
    graph.node("Reshape", ["p", "apart"], ["a"])
    graph.node("Transpose", ["a"], ["t"], [.ints("perm", [1, 0, 2])])
    graph.node("Reshape", ["t", "parted"], ["q"])
    graph.node("Transpose", ["q"], ["u"], [.ints("perm", [1, 2, 0, 3])])
    graph.node("Reshape", ["u", "heads"], ["h"])
    graph.node("MatMul", ["h", "h"], ["s"])
    graph.integers("back", [-1, 2, 3, 3])
    graph.node("Reshape", ["s", "back"])
    let model = try graph.read().model
    #expect(model.layers.map(\.kind) == ["Linear", "Reshape", "Permute", "MatrixProduct"])
    #expect(model.outputs[0].shape == [2, 3, 3])
  }

  @Test("numbers scale, parameters are learned, and a token of a constant stands before a sequence")
  func constants() throws {
    var graph = TinyGraph([2, 3])
    graph.model.graph.initializer.append(.floats("half", [], [0.5]))
    graph.model.graph.initializer.append(.floats("eight", [1], [8]))
    graph.floats("gamma", [3])
    graph.floats("token", [1, 1, 3])
    graph.integers("sizes", [1, 3])
    graph.node("Mul", ["x", "half"], ["a"])
    graph.node("Div", ["a", "eight"], ["b"])
    graph.node("Mul", ["gamma", "b"], ["c"])
    graph.node("Shape", ["c"], ["n"], [.int("start", 0), .int("end", 1)])
    graph.node("Concat", ["n", "sizes"], ["wanted"], [.int("axis", 0)])
    graph.node("Expand", ["token", "wanted"], ["tokens"])
    graph.node("Concat", ["tokens", "c"], ["y"], [.int("axis", 1)])
    let imported = try graph.read()
    #expect(imported.model.layers.map(\.kind) == ["Scaling", "Scaling", "LearnedScale", "ClassToken"])
    #expect(imported.parameters.tensors.map(\.name) == ["gamma", "token"])
    #expect(String(decoding: imported.file, as: UTF8.self).contains(#""factor": 0.125"#))
    #expect(imported.model.outputs[0].shape == [3, 3])
  }
}
