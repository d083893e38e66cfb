import ConcordGraph
import ConcordKit
import Testing

@Suite("Shapes")
struct ShapeTests {
  /// The message of applying `definition` to tensors of these types in layer `fc1`.
  private func message(_ definition: any OperationDefinition, _ types: [TensorType]) -> String? {
    var graph = Graph()
    graph.layer = "fc1"
    let inputs = types.map { graph.declare("t", $0, .batch) }
    let before = (graph.tensors.count, graph.nodes.count)
    let error = #expect(throws: GraphError.self) { try graph.apply(definition, to: inputs) }
    #expect(error?.layer == "fc1")
    #expect((graph.tensors.count, graph.nodes.count) == before, "a refused operation leaves nothing behind")
    return error?.description
  }

  @Test("a shape mistake names the layer, the operation, what was expected and what came")
  func messages() {
    #expect(
      message(MatMul(), [TensorType([2, 3]), TensorType([4, 5])])
        == "layer 'fc1': matmul expects a and b to share K, but got a f32[2, 3] and b f32[4, 5]")
    #expect(
      message(BiasAdd(), [TensorType([2, 3]), TensorType([4])])
        == "layer 'fc1': bias_add expects b of type f32[3], but got f32[4]")
    #expect(
      message(Activation(.relu), [TensorType(.int32, [3])])
        == "layer 'fc1': activation expects float32 tensors, but got i32[3]")
    #expect(
      message(SoftmaxCrossEntropy(), [TensorType([2, 3]), TensorType(.int32, [3])])
        == "layer 'fc1': softmax_cross_entropy expects labels of type i32[2], but got i32[3]")
    #expect(
      message(MatMul(bias: true), [TensorType([2, 3]), TensorType([3, 5])])
        == "layer 'fc1': matmul expects 3 inputs (a, b, bias), but got 2")
  }

  @Test("a view of another number of elements is refused")
  func views() throws {
    var graph = Graph()
    graph.layer = "flatten"
    let tensor = graph.declare("t", TensorType([2, 3]), .batch)
    let error = #expect(throws: GraphError.self) { try graph.view(tensor, as: [7]) }
    #expect(
      error?.description
        == "layer 'flatten': cannot see f32[2, 3] as f32[7]: they have different numbers of elements")
    #expect(try graph.view(tensor, as: [2, 3]) == tensor)
    let flat = try graph.view(tensor, as: [6])
    let back = try graph.view(flat, as: [3, 2])
    #expect(graph.storage(of: back) == tensor)
  }

  @Test("outputs get the types that the operation's mathematics gives them")
  func outputs() throws {
    var graph = Graph()
    let a = graph.declare("a", TensorType([7, 2]), .batch)
    let b = graph.declare("b", TensorType([5, 7]), .batch)
    let c = try graph.apply(MatMul(transposeA: true, transposeB: true), to: [a, b])[0]
    #expect(graph[c].type == TensorType([2, 5]))
    let labels = graph.declare("labels", TensorType(.int32, [2]), .batch)
    let loss = try graph.apply(SoftmaxCrossEntropy(), to: [c, labels], scalars: [graph.scalar("scale", .float32)])
    #expect(loss.map { graph[$0].type } == [TensorType([2]), TensorType([2, 5])])
  }

  @Test("one name is one run scalar")
  func scalars() {
    var graph = Graph()
    let first = graph.scalar("rate", .float32)
    let second = graph.scalar("scale", .float32)
    #expect(graph.scalar("rate", .float32) == first)
    #expect(first != second)
    #expect(graph.scalars.map(\.name) == ["rate", "scale"])
  }
}
