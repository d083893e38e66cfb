import ConcordGraph
import ConcordKit
import ConcordNN

/// The bytes of one micro-batch, in the model's order, checked against the tensors that they go to.
struct RawSamples {
  private let transfers: [(bytes: UnsafeRawBufferPointer, tensor: Tensor)]
  /// What the targets count in the mean, by output.
  let weights: [Double]

  /// - Parameter graph: For `count` samples.
  /// - Throws: `invalidArgument` for another number of inputs or targets than the model has, and for one of another size.
  init(
    _ inputs: [UnsafeRawBufferPointer], _ targets: [UnsafeRawBufferPointer], count: Int, of graph: TrainingGraph, _ model: Model
  ) throws(BackendError) {
    func check(
      _ given: [UnsafeRawBufferPointer], _ names: [String], _ tensors: [Tensor], _ what: String
    ) throws(BackendError) {
      guard given.count == tensors.count else {
        throw BackendError(
          .invalidArgument,
          "the model '\(model.name)' takes \(tensors.count) \(what)s (\(names.joined(separator: ", "))), but got \(given.count)"
        )
      }
      for (number, (bytes, tensor)) in zip(given, tensors).enumerated() {
        let type = graph.graph[tensor].type
        guard bytes.count == type.byteCount else {
          throw BackendError(
            .invalidArgument,
            "the \(what) '\(names[number])' expects \(type.byteCount) bytes, \(type) for \(count) samples, but got \(bytes.count) bytes"
          )
        }
      }
    }
    try check(inputs, model.inputs.map(\.name), graph.inputs, "input")
    let targetTensors = graph.outputs.map(\.target)
    try check(targets, model.outputs.map(\.name), targetTensors, "target")
    weights = zip(graph.outputs, targets).map { $0.weight.total(count, $1) }
    transfers = Array(zip(inputs + targets, graph.inputs + targetTensors))
  }

  func write(to memory: StepMemory, batchPlace: Int) throws(BackendError) {
    for (bytes, tensor) in transfers { try memory.write(bytes, to: tensor, batchPlace: batchPlace) }
  }
}
