import ConcordKit
import ConcordNN

/// Micro-batches given as typed numbers.
extension TrainingSession {
  /// Trains on one micro-batch of a model that takes images and gives classes.
  ///
  /// - Parameters:
  ///   - images: count × C × H × W.
  ///   - labels: count, one of the sizes that the session was made for.
  ///   - part: Where the samples stand in their step.
  public func train(
    images: UnsafeBufferPointer<Float>, labels: UnsafeBufferPointer<Int32>, _ part: Part
  ) throws {
    try check([.float32], [.int32])
    try train(
      inputs: [UnsafeRawBufferPointer(images)], targets: [UnsafeRawBufferPointer(labels)], count: labels.count, part)
  }

  /// Trains on one micro-batch of a model that takes indices.
  ///
  /// - Parameters:
  ///   - indices: count × the model's input shape.
  ///   - labels: The class of each sample.
  ///   - part: Where the samples stand in their step.
  public func train(
    indices: UnsafeBufferPointer<Int32>, labels: UnsafeBufferPointer<Int32>, _ part: Part
  ) throws {
    try check([.int32], [.int32])
    try train(
      inputs: [UnsafeRawBufferPointer(indices)], targets: [UnsafeRawBufferPointer(labels)], count: labels.count, part)
  }

  /// Trains on one micro-batch of a model with any number of inputs and outputs.
  ///
  /// - Parameters:
  ///   - inputs: For each input of the model, by its name, count × its shape.
  ///   - targets: For each output, by its name, what its loss takes for count samples.
  ///   - part: Where the samples stand in their step.
  public func train(inputs: [String: HostTensor], targets: [String: HostTensor], _ part: Part) throws {
    let samples = try named(inputs, targets)
    try samples.withUnsafeBytes { try train(inputs: $0, targets: $1, count: samples.count, part) }
  }

  /// Classifies one micro-batch of images.
  public func evaluate(
    images: UnsafeBufferPointer<Float>, labels: UnsafeBufferPointer<Int32>, isFirst: Bool
  ) throws {
    try check([.float32], [.int32])
    try evaluate(
      inputs: [UnsafeRawBufferPointer(images)], targets: [UnsafeRawBufferPointer(labels)], count: labels.count, isFirst: isFirst
    )
  }

  /// Classifies one micro-batch with a model that takes indices.
  public func evaluate(
    indices: UnsafeBufferPointer<Int32>, labels: UnsafeBufferPointer<Int32>, isFirst: Bool
  ) throws {
    try check([.int32], [.int32])
    try evaluate(
      inputs: [UnsafeRawBufferPointer(indices)], targets: [UnsafeRawBufferPointer(labels)], count: labels.count,
      isFirst: isFirst)
  }

  /// Classifies one micro-batch with a model of any number of inputs and outputs.
  ///
  /// - Parameters: As of ``train(inputs:targets:_:)``.
  public func evaluate(inputs: [String: HostTensor], targets: [String: HostTensor], isFirst: Bool) throws {
    let samples = try named(inputs, targets)
    try samples.withUnsafeBytes { try evaluate(inputs: $0, targets: $1, count: samples.count, isFirst: isFirst) }
  }

  private func named(_ inputs: [String: HostTensor], _ targets: [String: HostTensor]) throws(BackendError) -> NamedSamples {
    try NamedSamples(
      inputs, zip(model.inputs, graph.inputs).map { ($0.name, graph.graph[$1].type) },
      targets, zip(model.outputs, targetTypes).map { ($0.name, $1) }, of: model)
  }

  /// Of the largest micro-batch, in the order of the outputs.
  var targetTypes: [TensorType] { graph.outputs.map { graph.graph[$0.target].type } }

  /// What a caller gives without names must be all that the model takes.
  private func check(_ inputs: [ElementType], _ targets: [ElementType]) throws(BackendError) {
    guard graph.inputs.count == inputs.count, graph.outputs.count == targets.count else {
      throw BackendError(
        .invalidArgument,
        "the model '\(model.name)' has \(graph.inputs.count) inputs and \(graph.outputs.count) outputs; give each by its name")
    }
    guard model.inputs.map(\.element) == inputs else {
      throw BackendError(.invalidArgument, "the model '\(model.name)' takes \(model.inputElement) inputs, but got \(inputs[0])")
    }
    let expected = targetTypes.map(\.element)
    guard expected == targets else {
      throw BackendError(
        .invalidArgument, "the loss of '\(model.name)' takes \(expected[0]) targets, but got \(targets[0])")
    }
  }
}
