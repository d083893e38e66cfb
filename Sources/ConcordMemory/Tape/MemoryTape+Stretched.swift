import ConcordKit

extension MemoryTape {
  /// An operation on two tensors, element by element, each stretched to the shape of what it gives.
  ///
  /// - Parameter rule: The gradient of one of the two, of the whole shape, given that of what the operation gives, and the
  ///   other one.
  mutating func stretched(
    _ name: String, _ a: TapeTensor, _ b: TapeTensor,
    _ rule: @escaping (inout MemoryTape, TapeTensor, TapeTensor) -> TapeTensor
  ) -> TapeTensor {
    let shape = zip(a.shape, b.shape).map { $0 == 1 ? $1 : $0 }
    let y = step(name, reads: [a, b], gives: shape, mayOverwrite: [a, b])
    backward(from: y) { tape, dy in
      for (part, other) in [(a, b), (b, a)] where tape.learns(part) {
        let whole = rule(&tape, dy, other)
        tape.add(tape.sums(of: whole.view(shape), to: part.shape), to: part)
      }
    }
    return y
  }

  /// What the fold over samples takes up of a gradient, for a parameter of a shape that is aligned at the last axis: sums over the axes
  /// along which it is stretched, the last ones first. Where those are one run at the end, the fold sums them itself.
  mutating func shares(of tensor: TapeTensor, for shape: [Int]) -> TapeTensor {
    let padded = [Int](repeating: 1, count: tensor.shape.count - shape.count) + shape
    var axes = zip(tensor.shape, padded).filter { $0.0 != 1 }
    var sum = tensor
    while let end = axes.lastIndex(where: { $0.0 != $0.1 }) {
      let start = axes[...end].lastIndex { $0.0 == $0.1 }.map { $0 + 1 } ?? 0
      if end == axes.count - 1, axes[..<start].allSatisfy({ $0.0 == $0.1 }) { break }
      axes.removeSubrange(start...end)
      sum = step("reduce", reads: [sum], gives: axes.map(\.0))
    }
    return sum
  }

  /// A tensor summed over the axes that are longer in it than in `shape`: a step for each run of neighbours among those that are not 1,
  /// the last one first.
  private mutating func sums(of tensor: TapeTensor, to shape: [Int]) -> TapeTensor {
    var axes = zip(tensor.shape, shape).filter { $0.0 != 1 }
    var sum = tensor
    while let end = axes.lastIndex(where: { $0.0 != $0.1 }) {
      let start = axes[...end].lastIndex { $0.0 == $0.1 }.map { $0 + 1 } ?? 0
      axes.removeSubrange(start...end)
      sum = step("reduce", reads: [sum], gives: axes.map(\.0))
    }
    return sum.view(shape)
  }
}
