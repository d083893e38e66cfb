import ConcordGraph
import ConcordKit
import ConcordNN

/// The closed formulas of a training run's memory. They never look at a plan, so that comparing them with what was allocated
/// can fail.
///
/// With P parameters, a micro-batch of N images and float32: parameters 4P bytes, gradients 4P, optimizer 4P × its state count;
/// batch 4·N·C·H·W and 4·N for labels; activations the sum of what each layer's ``MemoryFormula`` says; workspace what the
/// backend declares.
public enum MemoryModel {
  /// - Parameters:
  ///   - microBatch: The largest micro-batch.
  ///   - clipNorm: The norm to which gradients are clipped, if they are.
  ///   - workspace: The bytes that the backend declares; 0 for the reference.
  /// - Throws: A layer without a formula; tensors too large for a graph.
  public static func predict(
    _ model: Model, microBatch: Int, optimizer: any Optimizer, loss: Loss = .crossEntropy(), clipNorm: Double? = nil,
    plan: MemoryPlan = .retain,
    workspace: Int = 0
  ) throws(GraphError) -> MemoryPrediction {
    // Sizes that no tensor can have are refused here, so that the sums below cannot overflow.
    _ = try model.summary(batchSize: microBatch)
    var prediction = MemoryPrediction()
    var parameterPadding = 0
    for layer in try layers(of: model) {
      for count in layer.parameters {
        prediction.add(.parameters, 4 * count)
        prediction.add(.gradients, 4 * count)
        parameterPadding += MemoryAlignment.roundUp(4 * count) - 4 * count
      }
      for count in layer.state { prediction.add(.state, 4 * count) }
      for count in layer.activations { prediction.add(.activations, 4 * count * microBatch) }
      for count in layer.fixedActivations { prediction.add(.activations, 4 * count) }
    }
    for _ in 0..<optimizer.stateCount {
      // Laid out as the parameters are, so that one launch updates them all: with the same gaps.
      prediction.add(.optimizer, prediction[.parameters], padding: parameterPadding)
    }
    prediction.add(.batch, 4 * microBatch * model.inputShape.reduce(1, *))
    prediction.add(.batch, 4 * microBatch)
    for count in loss.memory(classCount: model.classCount) { prediction.add(.activations, 4 * count * microBatch) }
    // The loss total and the count of correct samples.
    prediction.add(.state, 4)
    prediction.add(.state, 4)
    // What gradients are multiplied by.
    if clipNorm != nil { prediction.add(.state, 4) }
    if workspace > 0 { prediction.add(.workspace, workspace) }
    return prediction
  }

  /// What each layer takes, in order.
  public static func layers(of model: Model) throws(GraphError) -> [LayerMemory] {
    try LayerPlace(inputShape: model.inputShape, next: nil, passesGradient: false, path: [])
      .each(of: model.layers, next: nil)
  }

  /// The workspace that a device declares for a training run: the largest that any one operation needs.
  public static func declaredWorkspace(of graph: TrainingGraph, on device: any Device) throws(BackendError) -> Int {
    var largest = 0
    for continuing in [false, true] {
      for nodes in [graph.gradient(continuing: continuing), graph.update, graph.evaluation(continuing: continuing)] {
        largest = max(largest, try device.workspace(for: graph.graph.program(nodes)).max() ?? 0)
      }
    }
    return largest
  }
}
