import ConcordKit
import ConcordNN

/// Samples given as typed numbers.
extension InferenceSession {
  /// The logits of images for a model with one input and one output: count × classes.
  ///
  /// - Parameter images: count × C × H × W, normalised as in training.
  public func logits(images: [Float]) throws -> [Float] {
    try single(images) { try logits(inputs: $0, count: $1) }
  }

  /// The probabilities of images' classes, likewise.
  public func probabilities(images: [Float]) throws -> [Float] {
    try single(images) { try probabilities(inputs: $0, count: $1) }
  }

  /// The class that each image is taken for: that of the largest logit, the lowest of equal ones, of the first NaN where there is one.
  public func predictedClasses(images: [Float]) throws -> [Int] {
    Classes.predicted(try logits(images: images), count: model.classCount)
  }

  /// The logits of each output of a model with any number of inputs and outputs, by name.
  ///
  /// - Parameter inputs: For each input of the model, by its name, as many samples × its shape.
  public func logits(inputs: [String: HostTensor]) throws -> [String: [Float]] {
    try named(inputs) { try logits(inputs: $0, count: $1) }
  }

  /// The probabilities of each output's classes, likewise.
  public func probabilities(inputs: [String: HostTensor]) throws -> [String: [Float]] {
    try named(inputs) { try probabilities(inputs: $0, count: $1) }
  }

  /// The classes that samples are taken for by each output, likewise.
  public func predictedClasses(inputs: [String: HostTensor]) throws -> [String: [Int]] {
    let logits = try logits(inputs: inputs)
    return Dictionary(
      uniqueKeysWithValues: model.outputs.map {
        ($0.name, Classes.predicted(logits[$0.name] ?? [], count: max($0.shape.last ?? 1, 1)))
      })
  }

  private func single(
    _ images: [Float], _ body: ([UnsafeRawBufferPointer], Int) throws -> [[Float]]
  ) throws -> [Float] {
    guard model.inputs.count == 1, model.outputs.count == 1 else {
      throw BackendError(
        .invalidArgument,
        "the model '\(model.name)' has \(model.inputs.count) inputs and \(model.outputs.count) outputs; give each by its name")
    }
    guard let values = try named([model.inputs[0].name: .float32(images)], body)[model.outputs[0].name] else { return [] }
    return values
  }

  private func named(
    _ inputs: [String: HostTensor], _ body: ([UnsafeRawBufferPointer], Int) throws -> [[Float]]
  ) throws -> [String: [Float]] {
    let types = model.inputs.map { ($0.name, TensorType($0.element, [1] + $0.shape)) }
    let samples = try NamedSamples(inputs, types, of: model)
    let outputs = try samples.withUnsafeBytes { inputs, _ in try body(inputs, samples.count) }
    return Dictionary(uniqueKeysWithValues: zip(model.outputs.map(\.name), outputs))
  }
}
