import ConcordKit
import ConcordNumerics

/// From time to time, in the direction's order: z[g] = p[g] + (Σ w[g, k] · h[k] + bias[g]), the sum one ascending `fma` chain from +0; then the
/// cell's gates make the next state of it.
extension Recurrence: ReferenceOperation {
  func bind(_ operands: Operands) -> ReferenceStep {
    let sequences = RecurrentSequences(operands.inputTypes[0].shape, units: operands.shape(1)[1], reversed: reversed)
    let (samples, units, rows) = (sequences.samples, sequences.units, operands.shape(1)[0])
    let (p, w) = (operands.input(0), operands.input(1))
    let bias = self.bias ? operands.input(2) : nil
    let lengths = self.lengths ? operands.input(self.bias ? 3 : 2, as: Int32.self) : nil
    let initial = self.initial ? operands.input(operands.inputTypes.count - 1) : nil
    let (y, last) = (operands.output(0), operands.output(1))
    let saved = cell.saved > 0 ? operands.output(2) : nil
    return { _ in
      y.update(repeating: 0)
      saved?.update(repeating: 0)
      let transposed = (0..<w.count).map { w[$0 % rows * units + $0 / rows] }
      ParallelWork.forRanges(of: samples, work: samples * sequences.times * w.count) { range in
        var z = [Float](repeating: 0, count: rows)
        for n in range {
          var h = (0..<units).map { initial?[n * cell.states * units + $0] ?? 0 }
          var c = (0..<(cell == .lstm ? units : 0)).map { initial?[(n * cell.states + 1) * units + $0] ?? 0 }
          for time in sequences.times(of: n, lengths) {
            let place = n * sequences.times + time
            z.withUnsafeMutableBufferPointer { z in
              z.update(repeating: 0)
              transposed.withUnsafeBufferPointer { w in
                for k in 0..<units { FusedChain.accumulate(h[k], UnsafeBufferPointer(rebasing: w[(k * rows)...]), into: z) }
              }
              if let bias { for g in z.indices { z[g] = z[g] + bias[g] } }
            }
            func line(_ g: Int) -> Float { p[place * rows + g] }
            for j in 0..<units {
              func store(_ values: Float...) {
                for (k, value) in values.enumerated() { saved?[(place * cell.saved + k) * units + j] = value }
              }
              switch cell {
              case .rnnTanh: h[j] = Exact.tanh(line(j) + z[j])
              case .rnnReLU: h[j] = ActivationFunction.rectified(line(j) + z[j])
              case .lstm:
                let i = Exact.sigmoid(line(j) + z[j])
                let f = Exact.sigmoid(line(units + j) + z[units + j])
                let g = Exact.tanh(line(2 * units + j) + z[2 * units + j])
                let o = Exact.sigmoid(line(3 * units + j) + z[3 * units + j])
                c[j] = Exact.fma(f, c[j], i * g)
                h[j] = o * Exact.tanh(c[j])
                store(i, f, g, o, c[j])
              case .gru:
                let r = Exact.sigmoid(line(j) + z[j])
                let u = Exact.sigmoid(line(units + j) + z[units + j])
                let q = z[2 * units + j]
                let v = Exact.tanh(Exact.fma(r, q, line(2 * units + j)))
                h[j] = Exact.fma(u, h[j] - v, v)
                store(r, u, v, q)
              }
              y[place * units + j] = h[j]
            }
          }
          for j in 0..<units {
            last[n * cell.states * units + j] = h[j]
            if cell == .lstm { last[(n * cell.states + 1) * units + j] = c[j] }
          }
        }
      }
    }
  }
}

/// Which times of a sample take part, and in which order.
struct RecurrentSequences {
  let samples: Int
  let times: Int
  let units: Int
  let reversed: Bool

  /// - Parameter shape: [N, T, …].
  init(_ shape: [Int], units: Int, reversed: Bool) {
    (samples, times, self.units, self.reversed) = (shape[0], shape[1], units, reversed)
  }

  func times(of sample: Int, _ lengths: UnsafeBufferPointer<Int32>?) -> [Int] {
    let count = lengths.map { min(max(Int($0[sample]), 0), times) } ?? times
    return reversed ? (0..<count).reversed() : Array(0..<count)
  }
}
