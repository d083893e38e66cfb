import ConcordKit
import ConcordNumerics

/// y = fma(x − mean, inverseStd × gamma, beta), channel by channel.
extension BatchNormApply: ReferenceOperation {
  func bind(_ operands: Operands) -> ReferenceStep {
    let (x, gamma, beta) = (operands.input(0), operands.input(1), operands.input(2))
    let (mean, inverseStd) = (operands.input(3), operands.input(4))
    let y = operands.output(0)
    let planes = ChannelPlanes(operands.shape(0))
    return { _ in
      for c in 0..<planes.channels {
        let scale = inverseStd[c] * gamma[c]
        planes.forEach(c) { y[$0] = Exact.fma(x[$0] - mean[c], scale, beta[c]) }
      }
    }
  }
}
