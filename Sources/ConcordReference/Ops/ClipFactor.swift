import ConcordKit
import ConcordNumerics

/// Each tensor by itself in blocks of 4,096 elements, the last one shorter: for each block the 64-lane sum of squares; then the
/// 64-lane sum of those, tensor by tensor. factor = maximumNorm / (√sum + 1e-6), and 1 where that is more.
extension ClipFactor: ReferenceOperation {
  func bind(_ operands: Operands) -> ReferenceStep {
    let tensors = operands.inputTypes.indices.map { operands.input($0) }
    let factor = operands.output(0)
    return { _ in
      var blocks: [Float] = []
      for x in tensors {
        for first in stride(from: 0, to: x.count, by: Self.blockSize) {
          blocks.append(LaneReduction.sumOfSquares(count: min(Self.blockSize, x.count - first)) { x[first + $0] })
        }
      }
      let quotient = maximumNorm / (LaneReduction.sum(count: blocks.count) { blocks[$0] }.squareRoot() + Self.epsilon)
      factor[0] = quotient > 1 ? 1 : quotient
    }
  }
}
