import ConcordKit

/// An operation that can add a bias to its one output and apply an activation to it, before it is written.
///
/// The bias is its last input. It is an operation that does not accumulate.
protocol EpilogueOperation: OperationDefinition {
  var bias: Bool { get set }
  var activation: Epilogue { get set }
}

extension MatMul: EpilogueOperation {}
extension Conv2DOperation: EpilogueOperation {}
