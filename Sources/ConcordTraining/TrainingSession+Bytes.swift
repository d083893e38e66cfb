import ConcordKit
import ConcordNN

extension TrainingSession {
  /// Trains on one micro-batch, given as bytes.
  ///
  /// - Parameters:
  ///   - inputs: For each input of the model, in its order, count × its shape.
  ///   - targets: For each output, in the model's order, count × what its loss takes.
  public func train(
    inputs: [UnsafeRawBufferPointer], targets: [UnsafeRawBufferPointer], count: Int, _ part: Part
  ) throws {
    if inputs.count == 1, takesLabels {
      let labels = targets[0].assumingMemoryBound(to: Int32.self)
      switch model.inputElement {
      case .float32: try train(images: inputs[0].assumingMemoryBound(to: Float.self), labels: labels, part)
      case .int32: try train(indices: inputs[0].assumingMemoryBound(to: Int32.self), labels: labels, part)
      }
    } else {
      try train(inputs: named(inputs: inputs), targets: named(targets: targets), part)
    }
  }

  /// Classifies one micro-batch, given as bytes.
  public func evaluate(
    inputs: [UnsafeRawBufferPointer], targets: [UnsafeRawBufferPointer], count: Int, isFirst: Bool
  ) throws {
    if inputs.count == 1, takesLabels {
      let labels = targets[0].assumingMemoryBound(to: Int32.self)
      switch model.inputElement {
      case .float32: try evaluate(images: inputs[0].assumingMemoryBound(to: Float.self), labels: labels, isFirst: isFirst)
      case .int32: try evaluate(indices: inputs[0].assumingMemoryBound(to: Int32.self), labels: labels, isFirst: isFirst)
      }
    } else {
      try evaluate(inputs: named(inputs: inputs), targets: named(targets: targets), isFirst: isFirst)
    }
  }

  /// Whether there is one output, and a label for each sample is its target.
  private var takesLabels: Bool {
    graph.outputs.count == 1 && graph.graph[graph.outputs[0].target].type == TensorType(.int32, [microBatch])
  }

  private func named(inputs: [UnsafeRawBufferPointer]) -> [String: HostTensor] {
    let tensors = zip(model.inputs, inputs).map { ($0.name, HostTensor($0.element, $1)) }
    return Dictionary(tensors) { first, _ in first }
  }

  private func named(targets: [UnsafeRawBufferPointer]) -> [String: HostTensor] {
    let types = graph.outputs.map { graph.graph[$0.target].type }
    let tensors = zip(zip(model.outputs, types), targets).map { ($0.0.name, HostTensor($0.1.element, $1)) }
    return Dictionary(tensors) { first, _ in first }
  }
}
