import ConcordGraph
import ConcordKit

/// What an output is compared with, element by element.
public enum ElementTarget: Sendable, Hashable {
  /// A number for each element of the output.
  case values
  /// A label for each sample: 1 in its place of the output, which is a row, and 0 elsewhere.
  case oneHot
}

/// The mean over the elements of an output of a function of element and target.
public protocol ElementLoss: Loss {
  /// What each output is compared with.
  var target: ElementTarget { get }

  /// On rows: [N, K], and a target of the same shape.
  var operation: any OperationDefinition { get }

  /// - Throws: Where it has numbers that make no loss.
  func check() throws(GraphError)
}

extension ElementLoss {
  public var givesGradient: Bool { true }

  public func check() throws(GraphError) {}

  /// The command knows no other targets than labels, so these have the plain name.
  public var description: String { target == .oneHot ? name : name + Self.ofValues }

  static var ofValues: String { " of values" }

  public func target(for output: [Int]) throws(GraphError) -> TensorType {
    guard target == .oneHot else { return TensorType(output) }
    guard output.count == 1 else {
      throw GraphError(
        layer: "loss",
        "\(name) with labels as its target takes an output of [N, classes], but the model gives [N"
          + output.map { ", \($0)" }.joined() + "]")
    }
    return TensorType(.int32, [])
  }

  public func append(
    to graph: inout Graph, output: Tensor, target: Tensor, scale: RunScalar
  ) throws(GraphError) -> Tensor {
    try check()
    let shape = graph[output].type.shape
    let row = [shape[0], shape.dropFirst().reduce(1, *)]
    let values =
      self.target == .oneHot
      ? try graph.apply(OneHot(classes: row[1]), to: [target], name: "target")[0] : try graph.view(target, as: row)
    return try graph.apply(operation, to: [graph.view(output, as: row), values], scalars: [scale])[0]
  }
}
