import ConcordGraph
import ConcordKit

/// A learned token before a sequence: two paddings and a sum here; the token repeated for each sample, and a concatenation there.
enum ClassTokenExport {
  /// Writes what three operations compute, if they are such a token.
  ///
  /// - Returns: How many of them were written: all, or none.
  static func append(_ nodes: ArraySlice<Node>, to exporter: inout Exporter) throws(ONNXError) -> Int {
    let nodes = Array(nodes)
    guard nodes.count == 3, let later = nodes[0].definition as? Pad, let first = nodes[1].definition as? Pad,
      nodes[2].definition is Add, nodes[2].inputs == [nodes[0].outputs[0], nodes[1].outputs[0]]
    else { return 0 }
    let (sequence, token) = (nodes[0].inputs[0], nodes[1].inputs[0])
    let (shape, tokenShape) = (exporter.plan.graph[sequence].type.shape, exporter.plan.graph[token].type.shape)
    guard exporter.plan.parameters.contains(where: { $0.tensor == token }), later.axis == first.axis, later.axis > 0,
      [later.before, later.after] == [tokenShape[later.axis], 0], [first.before, first.after] == [0, shape[first.axis]],
      tokenShape.first == 1
    else { return 0 }
    let (given, learned) = (try exporter.name(of: sequence), try exporter.name(of: token))
    let count = exporter.add("Shape", [given], [.int("start", 0), .int("end", 1)])
    let sizes = exporter.add("Concat", [count, exporter.sizesConstant(Array(tokenShape.dropFirst()))], [.int("axis", 0)])
    let repeated = exporter.add("Expand", [learned, sizes])
    let joined = exporter.add("Concat", [repeated, given], [.int("axis", later.axis)])
    exporter.rename(joined, to: try exporter.newName(nodes[2].outputs[0], layer: nodes[2].layer))
    return nodes.count
  }
}
