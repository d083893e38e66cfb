import ConcordGraph
import ConcordNN

extension Parallel: MemoryFormula {
  /// What the branches take, and their outputs side by side. Backward: for each branch that learns or passes a gradient on, its part
  /// of the gradient.
  public func record(_ x: TapeTensor, on tape: inout MemoryTape) throws(GraphError) -> TapeTensor {
    let parts = try tape.apply(each: branches, to: x)
    var shape = parts[0].shape
    // A sample has one axis less than a batch.
    shape[axis - 1] = parts.reduce(0) { $0 + $1.shape[axis - 1] }
    let y = tape.step("concatenate", reads: parts, gives: shape)
    tape.backward(from: y) { tape, dy in
      for part in parts where tape.learns(part) {
        tape.add(tape.step("slice", reads: [dy], gives: part.shape), to: part)
      }
    }
    return y
  }
}
