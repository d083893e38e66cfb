import ConcordFiles
import ConcordKit

/// An operation of a step, and where in the step it is.
package struct PlacedOperation: Sendable {
  package let step: Int
  /// The place of the micro-batch's first sample in the batch.
  package let firstSample: Int
  package let name: String
  /// The label of its layer.
  package let layer: String
  /// The part of the step that it belongs to: `forward`.
  package let pass: String
  package let attributes: Attributes
  /// Bit patterns, in the operation's order.
  package let scalars: [(type: ScalarType, word: UInt32)]

  init(_ trace: StepTrace, _ index: Int) {
    let node = trace.nodes[index]
    (step, firstSample) = (trace.step, trace.firstSample)
    (name, layer, pass, attributes) = (node.name, node.layer, node.pass.rawValue, node.definition.attributes)
    scalars = trace.scalars(of: index)
  }

  /// `matmul of 'fc1' (forward)`
  package var text: String {
    let part = firstSample > 0 ? ", micro-batch from sample \(firstSample) on" : ""
    return "\(name)" + (layer.isEmpty ? "" : " of '\(layer.printable(limit: 100))'") + " (\(pass)\(part))"
  }

  /// The words behind `concord op` that say all of it but its inputs.
  package var words: [String] {
    [name] + attributes.sorted.flatMap { ["--attr", "\($0.name)=\($0.value)"] }
      + scalars.flatMap { ["--scalar", $0 == .float32 ? "\(Float(bitPattern: $1))" : "\($1)"] }
  }
}
