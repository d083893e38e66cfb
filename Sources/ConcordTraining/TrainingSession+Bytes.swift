import ConcordKit
import ConcordNN

extension TrainingSession {
  /// Trains on one micro-batch, given as bytes.
  ///
  /// - Parameters:
  ///   - inputs: For each input of the model, in its order, count × its shape.
  ///   - targets: For each output, in the model's order, count labels.
  public func train(
    inputs: [UnsafeRawBufferPointer], targets: [UnsafeRawBufferPointer], count: Int, _ part: Part
  ) throws {
    if inputs.count == 1, targets.count == 1 {
      let labels = targets[0].assumingMemoryBound(to: Int32.self)
      switch model.inputElement {
      case .float32: try train(images: inputs[0].assumingMemoryBound(to: Float.self), labels: labels, part)
      case .int32: try train(indices: inputs[0].assumingMemoryBound(to: Int32.self), labels: labels, part)
      }
    } else {
      try train(inputs: named(inputs), targets: named(targets), part)
    }
  }

  /// Classifies one micro-batch, given as bytes.
  public func evaluate(
    inputs: [UnsafeRawBufferPointer], targets: [UnsafeRawBufferPointer], count: Int, isFirst: Bool
  ) throws {
    if inputs.count == 1, targets.count == 1 {
      let labels = targets[0].assumingMemoryBound(to: Int32.self)
      switch model.inputElement {
      case .float32: try evaluate(images: inputs[0].assumingMemoryBound(to: Float.self), labels: labels, isFirst: isFirst)
      case .int32: try evaluate(indices: inputs[0].assumingMemoryBound(to: Int32.self), labels: labels, isFirst: isFirst)
      }
    } else {
      try evaluate(inputs: named(inputs), targets: named(targets), isFirst: isFirst)
    }
  }

  private func named(_ inputs: [UnsafeRawBufferPointer]) -> [String: HostTensor] {
    let tensors = zip(model.inputs, inputs).map { input, bytes -> (String, HostTensor) in
      switch input.element {
      case .float32: (input.name, .float32(Array(bytes.assumingMemoryBound(to: Float.self))))
      case .int32: (input.name, .int32(Array(bytes.assumingMemoryBound(to: Int32.self))))
      }
    }
    return Dictionary(tensors) { first, _ in first }
  }

  private func named(_ targets: [UnsafeRawBufferPointer]) -> [String: [Int32]] {
    let labels = zip(model.outputs, targets).map { ($0.name, Array($1.assumingMemoryBound(to: Int32.self))) }
    return Dictionary(labels) { first, _ in first }
  }
}
