import ConcordGraph
import ConcordKit
import ConcordNN

/// The bytes that hold something, at every operation of a training step.
///
/// Parameters, gradients, optimizer, batch and state are there for the whole run. An activation lives from the operation that writes it
/// to the last that reads it, whatever place a plan gives it; workspace lives during one operation.
public struct LiveBytes: Sendable {
  /// One operation.
  public struct Moment: Sendable {
    public let operation: String
    public let layer: String
    public let bytes: [MemoryCategory: Int]

    public var total: Int { bytes.values.reduce(0, +) }
  }

  public let moments: [Moment]

  /// - Parameters:
  ///   - prediction: Of the same training, for what lives throughout.
  ///   - workspaces: Of the operations of gradient and update, in order; none where empty.
  public init(_ training: TrainingGraph, _ prediction: MemoryPrediction, workspaces: [Int] = []) {
    let graph = training.graph
    let nodes = training.gradient(continuing: false) + training.update
    var lives: [Tensor: ClosedRange<Int>] = [:]
    for (index, node) in nodes.enumerated() {
      for tensor in (node.inputs + node.outputs).map(graph.storage(of:)) where graph[tensor].category == .activations {
        lives[tensor] = (lives[tensor]?.lowerBound ?? index)...index
      }
    }
    var changes = [Int](repeating: 0, count: nodes.count + 1)
    for (tensor, life) in lives {
      let bytes = MemoryAlignment.roundUp(graph[tensor].type.byteCount)
      changes[life.lowerBound] += bytes
      changes[life.upperBound + 1] -= bytes
    }
    var lasting: [MemoryCategory: Int] = [:]
    for category in MemoryCategory.allCases where category != .activations && category != .workspace {
      lasting[category] = prediction[category] + (prediction.padding[category] ?? 0)
    }
    var activations = 0
    moments = nodes.enumerated().map { index, node in
      activations += changes[index]
      var bytes = lasting
      bytes[.activations] = activations
      bytes[.workspace] = index < workspaces.count ? MemoryAlignment.roundUp(workspaces[index]) : 0
      return Moment(operation: node.name, layer: node.layer, bytes: bytes)
    }
  }

  /// The first of the operations at which most bytes live.
  public var peak: Int? { moments.indices.max { (moments[$0].total, $1) < (moments[$1].total, $0) } }
}
