import ConcordFiles
import ConcordGraph
import ConcordKit
import ConcordMemory
import ConcordNN

/// A trained model on a device, to be asked: its parameters, what its layers keep, and the activations of an evaluation; no gradients, no
/// optimizer. It gives the bits that an evaluation of a ``TrainingSession`` gives.
public final class InferenceSession {
  /// What was planned, and is done.
  public let planned: PlannedInference
  private let deviceMemory: StepMemory
  private let programs: ProgramCache<PlannedInference.Part>
  private lazy var couplesSamples = Result {
    // A prime above the sizes that layers cut rows into.
    try InferenceGraph(model, size: 1021).couplesSamples
  }

  /// What is asked.
  public var model: Model { planned.model }
  /// Where it runs.
  public var device: any Device { planned.device }
  /// The most samples on the device at a time; more are asked about in parts.
  public var size: Int { planned.graph.size }
  /// The model's parameters, in order.
  public var parameters: [Parameter] { planned.graph.parameters }
  /// What the model's layers keep without learning it, such as running statistics.
  public var state: [Parameter] { planned.graph.state }
  /// What was asked of the device.
  public var ledger: Ledger { deviceMemory.ledger }
  /// What the memory model said before anything was allocated.
  public var prediction: MemoryPrediction { planned.prediction }
  /// Prediction and ledger, as they stand now.
  public var memory: MemoryComparison { MemoryComparison(prediction, ledger) }

  /// With parameters and state of zeros, to be written.
  ///
  /// - Parameters:
  ///   - planned: What is allocated and run.
  ///   - memoryLimit: The most that may be asked of the device; its own memory where nil.
  /// - Throws: `outOfMemory`, before anything is allocated, where the prediction is more than that or the device's memory.
  public init(_ planned: PlannedInference, memoryLimit: ByteCount? = nil) throws {
    let prediction = planned.prediction
    if let budget = MemoryBudget.of(planned.device.info, limit: memoryLimit), prediction.total > budget.total {
      throw BackendError(
        .outOfMemory,
        "'\(planned.model.name)' for \(planned.graph.size) samples at a time needs \(prediction.total) bytes, more than the "
          + "\(budget.total) of \(budget.origin); choose fewer samples at a time, or another device")
    }
    let memory = try StepMemory(
      planned.layout, of: planned.graph.graph, workspace: planned.workspaceByteCount, on: planned.device, limit: memoryLimit)
    programs = ProgramCache(in: memory) { part in planned.program(part) }
    deviceMemory = memory
    self.planned = planned
    for constant in planned.graph.graph.constants {
      try constant.values.withUnsafeBytes { try memory.write($0, to: constant.tensor) }
    }
  }

  /// With the parameters and the state that a training session has now.
  ///
  /// - Parameters:
  ///   - session: Whose parameters are copied.
  ///   - size: The samples on the device at a time.
  ///   - plan: How activations share places.
  ///   - device: The session's where nil.
  ///   - memoryLimit: The most that may be asked of the device.
  public convenience init(
    of session: TrainingSession, size: Int, plan: MemoryPlan = .reuse, on device: (any Device)? = nil,
    memoryLimit: ByteCount? = nil
  ) throws {
    try self.init(
      PlannedInference(session.model, size: size, plan: plan, on: device ?? session.device), memoryLimit: memoryLimit)
    for (own, theirs) in zip(parameters + state, session.parameters + session.state) {
      try write(session.values(of: theirs), to: own)
    }
  }

  /// With the parameters and the state of a safetensors file, which must be exactly the model's, and finite.
  public convenience init(
    _ model: Model, parametersAt path: String, size: Int, plan: MemoryPlan = .reuse, on device: any Device,
    memoryLimit: ByteCount? = nil
  ) throws {
    let file = try Safetensors(contentsOf: path)
    try self.init(PlannedInference(model, size: size, plan: plan, on: device), memoryLimit: memoryLimit)
    try load(file, path)
  }

  /// Takes the parameters and the state of a file.
  ///
  /// - Parameter path: Where it was read from, for messages.
  func load(_ file: Safetensors, _ path: String) throws {
    let found = try SavedParameters.values(in: file, for: parameters + state, of: model.name, path)
    for (parameter, values) in found { try write(values, to: parameter) }
  }

  /// Replaces the values of a parameter or of a tensor of the state.
  public func write(_ values: [Float], to parameter: Parameter) throws {
    precondition(values.count == parameter.elementCount, "a parameter's values have its shape")
    try values.withUnsafeBytes { try deviceMemory.write($0, to: parameter.tensor) }
  }

  /// The values of a parameter or of a tensor of the state, row-major.
  public func values(of parameter: Parameter) throws -> [Float] {
    try deviceMemory.read(parameter.tensor, Float.self, count: parameter.elementCount)
  }

  /// SHA-256 of the parameters' little-endian bytes in the model's order, as a training session's.
  public func parametersSHA256() throws -> String { try ParameterHash.hex(parameters) { try values(of: $0) } }

  /// The same of what layers keep without learning it; nil where they keep nothing.
  public func stateSHA256() throws -> String? {
    state.isEmpty ? nil : try ParameterHash.hex(state) { try values(of: $0) }
  }

  /// What the model gives for samples: for each of its outputs, in their order, `count` × its shape.
  ///
  /// - Parameters:
  ///   - inputs: For each input of the model, in its order, `count` × its shape of its element type.
  ///   - count: Any number of samples. ``size`` of them are on the device at a time; which, changes no bit.
  /// - Throws: `invalidArgument` for bytes that are not as many as an input has.
  public func logits(inputs: [UnsafeRawBufferPointer], count: Int) throws -> [[Float]] {
    try run(inputs, count: count, [.forward]) { $0.logits }
  }

  /// The same, with softmax taken on the device: for logits of classes their probabilities.
  ///
  /// - Throws: `unsupported` where an output is not [N, classes].
  public func probabilities(inputs: [UnsafeRawBufferPointer], count: Int) throws -> [[Float]] {
    if let output = model.outputs.first(where: { $0.shape.count > 1 }) {
      throw BackendError(
        .unsupported,
        "the output '\(output.name)' is \(output.shape) for each sample, and probabilities are of classes that lie along the last axis of "
          + "[N, classes]; take logits(inputs:count:)")
    }
    return try run(inputs, count: count, [.forward, .probabilities]) { $0.probabilities }
  }

  private func run(
    _ inputs: [UnsafeRawBufferPointer], count: Int, _ parts: [PlannedInference.Part],
    _ tensor: (InferenceGraph.Output) -> Tensor
  ) throws -> [[Float]] {
    let graph = planned.graph
    let byteCounts = try sampleByteCounts(inputs, count: count)
    if !count.isMultiple(of: size), try couplesSamples.get() {
      throw BackendError(
        .invalidArgument,
        "the results of '\(model.name)' depend on the samples that are asked about together, so that they come \(size) at a time, and "
          + "\(count) are no multiple of that; make a session for another number")
    }
    let programs = try parts.map { try self.programs[$0] }
    // No operation of an evaluation takes one that counts.
    let scalars = [UInt32](repeating: 0, count: graph.graph.scalars.count)
    let results = graph.outputs.map(tensor)
    var values = [[Float]](repeating: [], count: results.count)
    for first in stride(from: 0, to: count, by: size) {
      let samples = min(size, count - first)
      // What lies behind the last samples is computed and not looked at.
      for (bytes, (each, input)) in zip(inputs, zip(byteCounts, graph.inputs)) {
        try deviceMemory.write(UnsafeRawBufferPointer(rebasing: bytes[(first * each)..<((first + samples) * each)]), to: input)
      }
      for program in programs { try program.run(scalars) }
      for (number, result) in results.enumerated() {
        let elements = graph.graph[result].type.elementCount / size
        values[number] += try deviceMemory.read(result, Float.self, count: samples * elements)
      }
    }
    return values
  }

  /// The bytes of one sample of each input.
  private func sampleByteCounts(_ inputs: [UnsafeRawBufferPointer], count: Int) throws(BackendError) -> [Int] {
    guard inputs.count == model.inputs.count, count >= 0 else {
      throw BackendError(
        .invalidArgument,
        "the model '\(model.name)' takes \(model.inputs.count) inputs (\(model.inputs.map(\.name).joined(separator: ", "))) of 0 or "
          + "more samples, but got \(inputs.count) of \(count)")
    }
    var byteCounts: [Int] = []
    for (bytes, input) in zip(inputs, model.inputs) {
      let each = TensorType(input.element, input.shape).byteCount
      guard bytes.count == each.multipliedSaturating(by: count) else {
        throw BackendError(
          .invalidArgument,
          "the input '\(input.name)' expects \(each) bytes for each of \(count) samples, \(TensorType(input.element, input.shape)), but "
            + "got \(bytes.count) bytes")
      }
      byteCounts.append(each)
    }
    return byteCounts
  }
}
