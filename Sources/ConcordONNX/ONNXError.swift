import ConcordFiles

/// What of an ONNX graph cannot be read, expressed or written, and where it stands in the graph.
public struct ONNXError: Error, Sendable, Equatable, CustomStringConvertible {
  /// The node's name, or that of what it gives where it has none; empty where no node is at fault.
  public var node: String
  /// The node's operator, as ONNX calls it.
  public var operatorName: String
  /// The attribute or input that is at fault; nil where the whole node is.
  public var attribute: String?
  /// What is wrong, and what to do.
  public var problem: String

  init(_ problem: String, node: String = "", operatorName: String = "", attribute: String? = nil) {
    (self.node, self.operatorName, self.attribute, self.problem) = (node, operatorName, attribute, problem)
  }

  /// On one line, whatever the file held.
  public var description: String {
    guard !operatorName.isEmpty else { return problem.printable() }
    let attribute = attribute.map { ", '\($0.printable(limit: 100))'" } ?? ""
    return "node '\(node.printable(limit: 200))' (\(operatorName.printable(limit: 100))\(attribute)): \(problem.printable())"
  }
}
