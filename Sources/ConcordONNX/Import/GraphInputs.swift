import ConcordKit
import ConcordNN

/// What a graph takes besides its initializers.
struct GraphInputs {
  /// As the model file has them.
  var inputs: [ModelInput] = []
  /// As the graph calls them.
  var names: [String] = []
  /// The number of samples, where the file fixes it.
  var batch: Int?

  /// Of a sample: beyond every device, and few enough that products of sizes never overflow.
  private static let maximumElementCount = 1 << 32

  init(_ graph: ONNXGraph) throws(ONNXError) {
    let initializers = Set(graph.initializer.map(\.name))
    for input in graph.input where !initializers.contains(input.name) {
      func failure(_ problem: String) -> ONNXError { ONNXError("the input '\(input.name)' \(problem)") }
      let tensor = input.type.tensorType
      guard tensor.elemType == 1 || tensor.elemType == 6 || tensor.elemType == 7 else {
        throw failure("is of the element type \(tensor.elemType), and only float32, int32 and int64 can be expressed")
      }
      guard tensor.hasShape, let samples = tensor.shape.dim.first, tensor.shape.dim.count <= 6 else {
        throw failure("has no shape with a first axis for samples; export it with one")
      }
      var shape: [Int] = []
      for (axis, dimension) in tensor.shape.dim.enumerated().dropFirst() {
        guard case .dimValue(let size)? = dimension.value, (1...Int64(Int32.max)).contains(size) else {
          throw failure("leaves the size of axis \(axis) open; export it with a fixed one, only the samples' axis may be open")
        }
        shape.append(Int(size))
      }
      guard shape.reduce(1, { $0.multipliedSaturating(by: $1) }) <= Self.maximumElementCount else {
        throw failure("has \(shape) elements for each sample, which no device holds")
      }
      if case .dimValue(let size)? = samples.value {
        guard (1...Int64(Int32.max)).contains(size) else { throw failure("has \(size) samples") }
        batch = Int(size)
      }
      let name =
        LayerDescription.isName(input.name) && !inputs.contains { $0.name == input.name } ? input.name : "input\(inputs.count)"
      inputs.append(ModelInput(name, shape, tensor.elemType == 1 ? .float32 : .int32))
      names.append(input.name)
    }
    guard !inputs.isEmpty else { throw ONNXError("the graph takes nothing that depends on samples") }
    guard Set(names).count == names.count, Set(inputs.map(\.name)).count == inputs.count else {
      throw ONNXError("two inputs of the graph have one name")
    }
  }
}
