import ConcordGraph
import ConcordKit
import ConcordNN

extension MemoryModel {
  /// The memory of a model that is not trained, from the layers' formulas: parameters and state as in training, a batch of the inputs and
  /// of each output's probabilities, and what an evaluation leaves. A model with a layer that has no formula is read from its graph.
  ///
  /// - Parameters:
  ///   - model: What is asked.
  ///   - size: The samples on the device at a time.
  ///   - plan: How activations share places.
  ///   - maximumAllocation: The device's largest single allocation.
  ///   - workspace: The bytes that the backend declares; 0 for the reference.
  /// - Throws: Tensors too large for a graph.
  public static func predictInference(
    _ model: Model, size: Int, plan: MemoryPlan = .reuse, maximumAllocation: Int? = nil, workspace: Int = 0
  ) throws(GraphError) -> MemoryPrediction {
    // Sizes that no tensor can have are refused here, so that no sum can overflow.
    _ = try model.summary(batchSize: size)
    let (tape, outputs) = try StepTapes.inference(model)
    var prediction = MemoryPrediction()
    prediction.derivedLayers = tape.layers.filter(\.isDerived).map(\.name)
    if prediction.derivedLayers.isEmpty {
      for layer in tape.layers {
        for count in layer.parameters { prediction.add(.parameters, 4 * count) }
        for count in layer.state { prediction.add(.state, 4 * count) }
      }
      for input in model.inputs { prediction.add(.batch, 4 * size * input.shape.reduce(1, *)) }
      for output in outputs { prediction.add(.batch, 4 * size * output.count) }
      if plan == .retain {
        for byteCount in tape.activationByteCounts(samples: size) { prediction.add(.activations, byteCount) }
      } else {
        let packing = TapePacking(tape.blocks(samples: size), maximumAllocation: maximumAllocation ?? Int.max)
        for arena in packing.arenas {
          prediction.add(.activations, arena.filled, padding: arena.byteCount - arena.filled)
        }
      }
    } else {
      let graph = try InferenceGraph(model, size: size).graph
      do throws(BackendError) {
        for arena in try Planner.layout(graph, plan: plan, maximumAllocation: maximumAllocation).arenas {
          prediction.add(arena.category, arena.byteCount - arena.padding, padding: arena.padding)
        }
      } catch {
        throw GraphError(layer: "", error.message)
      }
    }
    if workspace > 0 { prediction.add(.workspace, workspace) }
    return prediction
  }
}

extension StepTapes {
  /// The forward pass of an evaluation and softmax of each output, and what the outputs are.
  static func inference(_ model: Model) throws(GraphError) -> (tape: MemoryTape, outputs: [TapeTensor]) {
    var tape = MemoryTape(.evaluation)
    let inputs = model.inputs.map { tape.input($0.shape, $0.element) }
    let outputs = try tape.apply(model.layers, to: inputs, named: model.inputs.map(\.name), giving: model.outputNames)
    // What softmax gives is no activation: it has a place of its own.
    for output in outputs { tape.step("softmax", reads: [output]) }
    tape.fuse()
    return (tape, outputs)
  }
}
