import ConcordGraph
import ConcordKit
import ConcordNN

/// The memory of a step as its graph and the planner have it: for models with a layer that has no formula.
struct DerivedStep {
  private let graph: TrainingGraph
  private let layout: ArenaLayout

  init(_ step: StepDescription, maximumAllocation: Int?) throws(GraphError) {
    graph = try TrainingGraph.planned(step, maximumAllocation: maximumAllocation)
    layout = try graph.layout(step.plan, maximumAllocation: maximumAllocation)
  }

  func prediction(workspace: Int, derivedLayers: [String]) -> MemoryPrediction {
    var prediction = MemoryPrediction()
    prediction.derivedLayers = derivedLayers
    for arena in layout.arenas {
      prediction.add(arena.category, arena.byteCount - arena.padding, padding: arena.padding)
    }
    if workspace > 0 { prediction.add(.workspace, workspace) }
    for pass in Pass.allCases {
      let multiplyAdds = graph.multiplyAdds(pass)
      if multiplyAdds > 0 { prediction.multiplyAdds[pass] = multiplyAdds }
    }
    return prediction
  }

  func timeline(_ prediction: MemoryPrediction) -> MemoryTimeline {
    var constant: [MemoryCategory: Int] = [:]
    for category in MemoryCategory.allCases where category != .activations {
      constant[category] = prediction[category] + prediction.padding[category, default: 0]
    }
    return MemoryTimeline(measured: graph, layout: layout, constant: constant)
  }

  /// The rows of layers without a formula with what their graph leaves; the others' rows as they are.
  static func filling(_ layers: [LayerMemory], of model: Model, loss: any OutputLosses) throws(GraphError) -> [LayerMemory] {
    // What doubles with the samples is counted for each of them.
    let steps = [try step(of: model, loss, samples: 1), try step(of: model, loss, samples: 2)]
    let (one, two) = (activations(of: steps[0]), activations(of: steps[1]))
    var layers = layers
    for number in layers.indices where layers[number].isDerived {
      let name = layers[number].name
      for constant in steps[0].graph.constants where constant.layer == name {
        layers[number].state.append(constant.values.count)
      }
      (layers[number].activations, layers[number].fixedActivations) = ([], [])
      for (tensor, other) in zip(one, two) where tensor.layer == name || tensor.layer.hasPrefix(name + ".") {
        if tensor.category == .gradients {
          layers[number].accumulators.append(tensor.count)
        } else if tensor.count == other.count {
          layers[number].fixedActivations.append(tensor.count)
        } else {
          layers[number].activations.append(tensor.count)
        }
      }
    }
    return layers
  }

  private struct Written {
    let layer: String
    let category: MemoryCategory
    let count: Int
  }

  private static func step(
    of model: Model, _ loss: any OutputLosses, samples: Int
  ) throws(GraphError) -> TrainingGraph {
    try TrainingGraph(model, microBatch: samples, optimizer: SGD(learningRate: 0), loss: loss)
  }

  /// What the operations of a step write, in order: activations, and accumulators that are no parameter's gradient.
  private static func activations(of step: TrainingGraph) -> [Written] {
    let graph = step.graph
    var seen = Set(step.gradients.map(graph.storage(of:)))
    var written: [Written] = []
    for node in step.gradient(continuing: false) + step.fold {
      for tensor in node.outputs.map(graph.storage(of:)) where seen.insert(tensor).inserted {
        guard [.activations, .gradients].contains(graph[tensor].category) else { continue }
        written.append(
          Written(layer: node.layer, category: graph[tensor].category, count: graph[tensor].type.elementCount))
      }
    }
    return written
  }
}
