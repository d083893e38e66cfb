import ConcordGraph
import ConcordKit

/// Layers of Elman's recurrent network, as PyTorch's `RNN` with `batch_first`: [N, T, inputs] to all outputs [N, T, hidden], or to the last states [N, hidden]; twice
/// as wide where it is bidirectional.
///
/// An int32 tensor [N] beside the sequence says how long each sample is: what comes after takes no part. Parameters are named as in PyTorch:
/// `weight_ih_l0`, `weight_hh_l0_reverse`, `bias_ih_l1` …
public struct RNN: RecurrentLayer {
  /// Whether its function is ReLU in place of tanh.
  public var relu: Bool { stack.cell == .rnnReLU }
  /// Its layers and directions.
  public let stack: RecurrentStack
  public let name: String?

  /// - Parameters:
  ///   - inputs: Numbers of a time of the input.
  ///   - hidden: Units of a direction.
  ///   - layers: One upon another.
  ///   - bidirectional: Whether a second direction begins with the last time.
  ///   - dropout: Between layers, in training.
  ///   - bias: Whether there are biases.
  ///   - last: Whether it gives the states after the last time in place of all outputs.
  ///   - relu: Whether its function is ReLU in place of tanh.
  ///   - name: What its parameters' names begin with.
  public init(
    _ inputs: Int, hidden: Int, layers: Int = 1, bidirectional: Bool = false, dropout: Double = 0, bias: Bool = true,
    last: Bool = false, relu: Bool = false, name: String? = nil
  ) {
    stack = RecurrentStack(
      cell: relu ? .rnnReLU : .rnnTanh, inputs: inputs, hidden: hidden, layers: layers, bidirectional: bidirectional,
      dropout: dropout, bias: bias,
      last: last)
    self.name = name
  }

  init(_ stack: RecurrentStack, name: String?) {
    self.stack = stack
    self.name = name
  }

  public var kind: String { "RNN" }
}
