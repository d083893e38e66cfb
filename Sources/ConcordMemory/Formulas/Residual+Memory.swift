import ConcordGraph
import ConcordNN

extension Residual: MemoryFormula {
  /// What both ways take, and their sum. Backward: its gradient is that of both ways.
  public func record(_ x: TapeTensor, on tape: inout MemoryTape) throws(GraphError) -> TapeTensor {
    let output = try tape.apply(main, to: x)
    let passed = shortcut.layers.isEmpty ? x : try tape.apply([shortcut], to: x)
    let y = tape.step("add", reads: [output, passed], gives: output.shape, mayOverwrite: [output, passed])
    tape.backward(from: y) { tape, dy in
      for way in [output, passed] where tape.learns(way) { tape.add(dy, to: way) }
    }
    return y
  }
}
