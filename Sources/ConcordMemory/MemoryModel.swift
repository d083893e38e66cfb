import ConcordGraph
import ConcordKit
import ConcordNN

/// The memory of a training run, from the layers' formulas. It never looks at a graph or at a planner's places, so that comparing it with
/// what was allocated can fail. Only for a model with a layer that has no formula it does, and says so
/// (``MemoryPrediction/derivedLayers``).
///
/// With P parameters, a micro-batch of N images and float32: parameters 4P bytes, gradients 4P and as much again for each further use of
/// a parameter and for each level of the tree over the shards, optimizer 4P × its state count;
/// batch 4·N·C·H·W and 4·N for labels, or what else losses compare with; workspace what the backend declares; activations, under the plan `retain`, the sum of what
/// each layer's ``MemoryFormula`` records, under the others what the packing of `docs/memory.md` makes of it.
public enum MemoryModel {
  /// - Parameters:
  ///   - step: Its largest micro-batch decides the memory.
  ///   - maximumAllocation: The device's largest single allocation.
  ///   - workspace: The bytes that the backend declares; 0 for the reference.
  /// - Throws: Tensors too large for a graph; a budget that is too small.
  public static func predict(
    _ step: StepDescription, maximumAllocation: Int? = nil, workspace: Int = 0
  ) throws(GraphError) -> MemoryPrediction {
    let (model, microBatch) = (step.model, step.microBatch)
    let tapes = try tapes(step, maximumAllocation)
    guard tapes.derivedLayers.isEmpty else {
      return try DerivedStep(step, maximumAllocation: maximumAllocation)
        .prediction(workspace: workspace, derivedLayers: tapes.derivedLayers)
    }
    var prediction = MemoryPrediction()
    var parameterPadding = 0
    for layer in tapes.training.layers {
      for count in layer.parameters {
        prediction.add(.parameters, 4 * count)
        prediction.add(.gradients, 4 * count)
        parameterPadding += MemoryAlignment.roundUp(4 * count) - 4 * count
      }
      for count in layer.accumulators { prediction.add(.gradients, 4 * count) }
      for count in layer.state { prediction.add(.state, 4 * count) }
    }
    for _ in 0..<step.shards.levels {
      // What waits in the tree over the shards: gradients, laid out as the parameters are, and loss totals.
      prediction.add(.gradients, prediction[.parameters], padding: parameterPadding)
      for _ in model.outputs { prediction.add(.gradients, 4) }
    }
    for _ in step.optimizer.stateNames {
      // Laid out as the parameters are, so that one launch updates them all: with the same gaps.
      prediction.add(.optimizer, prediction[.parameters], padding: parameterPadding)
    }
    for input in model.inputs { prediction.add(.batch, 4 * microBatch * input.shape.reduce(1, *)) }
    for target in tapes.training.targets { prediction.add(.batch, 4 * microBatch * target.elementCount) }
    if step.plan == .retain {
      for byteCount in tapes.training.activationByteCounts(samples: microBatch) { prediction.add(.activations, byteCount) }
    } else {
      for arena in tapes.arenas(samples: microBatch, maximumAllocation: maximumAllocation ?? Int.max) {
        prediction.add(.activations, arena.filled, padding: arena.byteCount - arena.filled)
      }
    }
    // The loss total and the count of correct samples.
    for (output, target) in zip(model.outputs, tapes.training.targets) {
      prediction.add(.state, 4)
      if ModelOutput.isClassified(output.shape, by: target) { prediction.add(.state, 4) }
    }
    // What gradients are multiplied by.
    if step.clipNorm != nil { prediction.add(.state, 4) }
    if workspace > 0 { prediction.add(.workspace, workspace) }
    for entry in tapes.training.steps {
      prediction.multiplyAdds[entry.pass, default: 0] += entry.multiplyAdds.multipliedSaturating(by: microBatch)
    }
    return prediction
  }

  /// What each layer takes, in order, those within others after them; then the loss.
  public static func layers(
    of model: Model, loss: any OutputLosses = CrossEntropy()
  ) throws(GraphError) -> [LayerMemory] {
    let layers = try StepTapes(model, loss: loss).training.layers
    return layers.contains(where: \.isDerived) ? try DerivedStep.filling(layers, of: model, loss: loss) : layers
  }

  /// The bytes that live at each operation of a step.
  ///
  /// - Parameters:
  ///   - step: Its largest micro-batch decides the memory.
  ///   - maximumAllocation: The device's largest single allocation.
  ///   - prediction: Of the same step: what the other categories take.
  public static func timeline(
    _ step: StepDescription, maximumAllocation: Int? = nil, _ prediction: MemoryPrediction
  ) throws(GraphError) -> MemoryTimeline {
    let tapes = try tapes(step, maximumAllocation)
    guard tapes.derivedLayers.isEmpty else {
      return try DerivedStep(step, maximumAllocation: maximumAllocation).timeline(prediction)
    }
    let tape = tapes.training
    var constant: [MemoryCategory: Int] = [:]
    for category in MemoryCategory.allCases where category != .activations {
      constant[category] = prediction[category] + prediction.padding[category, default: 0]
    }
    let live = tape.liveBytes(samples: step.microBatch, step.plan)
    let steps = zip(tape.steps, live).map { (entry: TapeStep, byteCount: Int) in
      MemoryTimeline.Entry(
        operation: entry.name, layer: entry.layer, pass: entry.pass,
        bytes: constant.merging([.activations: byteCount]) { $1 })
    }
    return MemoryTimeline(steps, update: constant)
  }

  /// The least `activationBudget` that a step's largest micro-batch can keep to under the plan `checkpoint`.
  public static func leastActivationBudget(
    _ step: StepDescription, maximumAllocation: Int? = nil
  ) throws(GraphError) -> Int {
    var reusing = step
    (reusing.plan, reusing.activationBudget) = (.reuse, nil)
    let tapes = try tapes(reusing, maximumAllocation)
    guard tapes.derivedLayers.isEmpty else {
      return try TrainingGraph.leastActivationBytes(step, maximumAllocation: maximumAllocation)
    }
    return tapes.leastArenaBytes(samples: step.microBatch, maximumAllocation: maximumAllocation ?? Int.max)
  }

  private static func tapes(_ step: StepDescription, _ maximumAllocation: Int?) throws(GraphError) -> StepTapes {
    // Sizes that no tensor can have are refused here, so that no sum can overflow.
    _ = try step.model.summary(batchSize: step.microBatch)
    var tapes = try StepTapes(step.model, loss: step.loss)
    if step.plan == .checkpoint, tapes.derivedLayers.isEmpty {
      try tapes.checkpoint(
        activationBudget: step.activationBudget, samples: step.microBatch, maximumAllocation: maximumAllocation ?? Int.max)
    }
    return tapes
  }
}
