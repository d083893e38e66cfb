import ConcordGraph
import ConcordKit

/// Recurrent layers one upon another, each in one direction or in both: what ``RNN``, ``LSTM`` and ``GRU`` are.
public struct RecurrentStack: Sendable, Hashable {
  /// What a step computes.
  public let cell: RecurrentCell
  /// Numbers of a time of the input.
  public let inputs: Int
  /// Units of a direction.
  public let hidden: Int
  /// One upon another.
  public let layers: Int
  /// Whether a second direction begins with the last time.
  public let bidirectional: Bool
  /// Between layers.
  public let dropout: Double
  /// Whether there are biases.
  public let bias: Bool
  /// Whether the last states are given in place of all outputs.
  public let last: Bool

  /// 1 or 2.
  public var directions: Int { bidirectional ? 2 : 1 }

  /// Columns that a layer takes.
  public func columns(ofLayer layer: Int) -> Int { layer == 0 ? inputs : directions * hidden }
}

/// A layer that is a ``RecurrentStack``.
public protocol RecurrentLayer: MultiTensorLayer {
  /// Its layers and directions.
  var stack: RecurrentStack { get }
}

extension RecurrentLayer {
  public func apply(to inputs: [Tensor], in context: inout ModelContext) throws(GraphError) -> [Tensor] {
    let types = inputs.map { context.graph[$0].type }
    guard (1...2).contains(types.count), types.count == 1 || types[1].element == .int32 else {
      throw context.mismatch(kind, expected: "a sequence, and int32 lengths", got: inputs.count)
    }
    let shape = types[0].shape
    guard types[0].element == .float32, shape.count == 3, shape[2] == stack.inputs else {
      throw context.mismatch(kind, expected: "[N, T, \(stack.inputs)]", got: shape)
    }
    guard types.count == 1 || types[1].shape == [shape[0]] else {
      throw context.mismatch(kind, expected: "one length for each sample, [N]", got: types[1].shape)
    }
    guard stack.layers > 0, stack.hidden > 0 else {
      throw GraphError(layer: context.graph.layer, "\(kind) needs at least one layer and one hidden unit")
    }
    var x = inputs[0]
    for layer in 0..<stack.layers {
      let isLast = layer == stack.layers - 1
      var outputs: [Tensor] = []
      for direction in 0..<stack.directions {
        outputs.append(
          try apply(
            layer, reversed: direction == 1, to: x, inputs.dropFirst().first, givesStates: isLast && stack.last, in: &context))
      }
      x =
        outputs.count == 1
        ? outputs[0] : try context.graph.apply(Concatenate(axis: isLast && stack.last ? 1 : 2), to: outputs)[0]
      if !isLast, stack.dropout > 0 { x = try Dropout(stack.dropout).apply(to: x, in: &context) }
    }
    return [x]
  }

  private func apply(
    _ layer: Int, reversed: Bool, to x: Tensor, _ lengths: Tensor?, givesStates: Bool, in context: inout ModelContext
  ) throws(GraphError) -> Tensor {
    let (suffix, rows) = ("_l\(layer)" + (reversed ? "_reverse" : ""), stack.cell.gates.multipliedSaturating(by: stack.hidden))
    let columns = stack.columns(ofLayer: layer)
    let start = Initializer.fanIn(stack.hidden)
    let ofInput = context.parameter("weight_ih" + suffix, [rows, columns], start)
    let ofHidden = context.parameter("weight_hh" + suffix, [rows, stack.hidden], start)
    let shape = context.graph[x].type.shape
    var p = try context.graph.apply(
      MatMul(transposeB: true), to: [context.graph.view(x, as: [shape[0] * shape[1], columns]), ofInput])[0]
    var taken = [ofHidden]
    if stack.bias {
      let bias = context.parameter("bias_ih" + suffix, [rows], start)
      taken.append(context.parameter("bias_hh" + suffix, [rows], start))
      p = try context.graph.apply(BiasAdd(), to: [p, bias])[0]
    }
    let recurrence = Recurrence(stack.cell, reversed: reversed, bias: stack.bias, lengths: lengths != nil)
    let all = try [context.graph.view(p, as: [shape[0], shape[1], rows])] + taken + [lengths].compactMap(\.self)
    let outputs = try context.graph.apply(recurrence, to: all)
    guard givesStates else { return outputs[0] }
    // Of an LSTM's states, its output and its cell, the first.
    let states =
      stack.cell.states == 1 ? outputs[1] : try context.graph.apply(Slice(axis: 1, start: 0, length: 1), to: [outputs[1]])[0]
    return try context.graph.view(states, as: [shape[0], stack.hidden])
  }
}
