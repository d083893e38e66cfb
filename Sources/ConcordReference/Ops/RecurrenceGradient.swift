import ConcordKit
import ConcordNumerics

/// From the last time to the first, in the direction's order: dh = what later times passed back + dy; the cell's slopes make dp of it; what
/// is passed back is Σ dhidden[g] · w[g, k], one ascending `fma` chain from +0, and of a GRU fma(dh, update gate, this).
extension RecurrenceGradient: ReferenceOperation {
  func bind(_ operands: Operands) -> ReferenceStep {
    let sequences = RecurrentSequences(operands.shape(1), units: operands.shape(0)[1], reversed: reversed)
    let (samples, units, rows) = (sequences.samples, sequences.units, operands.shape(0)[0])
    let (w, y) = (operands.input(0), operands.input(1))
    var next = 2
    func input() -> UnsafeBufferPointer<Float> {
      next += 1
      return operands.input(next - 1)
    }
    let saved = cell.saved > 0 ? input() : nil
    let lengths = self.lengths ? operands.input(next, as: Int32.self) : nil
    if self.lengths { next += 1 }
    let initial = self.initial ? input() : nil
    let dy = sequence ? input() : nil
    let dlast = last ? input() : nil
    let dp = operands.output(0)
    let dhidden = hasHidden ? operands.output(1) : nil
    let (previous, dinitial) = (operands.output(hasHidden ? 2 : 1), operands.output(hasHidden ? 3 : 2))
    return { _ in
      for output in [dp, dhidden, previous] { output?.update(repeating: 0) }
      ParallelWork.forRanges(of: samples, work: samples * sequences.times * w.count) { range in
        for n in range {
          let first = n * cell.states * units
          var carried = (0..<units).map { dlast?[first + $0] ?? 0 }
          var carriedCell = (0..<(cell == .lstm ? units : 0)).map { dlast?[first + units + $0] ?? 0 }
          let times = sequences.times(of: n, lengths)
          for (number, time) in times.enumerated().reversed() {
            let place = n * sequences.times + time
            let before = number > 0 ? n * sequences.times + times[number - 1] : nil
            let dz = UnsafeMutableBufferPointer(rebasing: (dhidden ?? dp)[(place * rows)..<((place + 1) * rows)])
            var dh = carried
            if let dy { for j in 0..<units { dh[j] = carried[j] + dy[place * units + j] } }
            for j in 0..<units {
              func stored(_ k: Int, at place: Int) -> Float { saved?[(place * cell.saved + k) * units + j] ?? 0 }
              let h = before.map { y[$0 * units + j] } ?? initial?[first + j] ?? 0
              previous[place * units + j] = h
              switch cell {
              case .rnnTanh:
                let value = y[place * units + j]
                dp[place * rows + j] = dh[j] * Exact.fma(-value, value, 1)
              case .rnnReLU: dp[place * rows + j] = y[place * units + j] <= 0 ? 0 : dh[j]
              case .lstm:
                let (i, f, g, o) = (stored(0, at: place), stored(1, at: place), stored(2, at: place), stored(3, at: place))
                let c = before.map { stored(4, at: $0) } ?? initial?[first + units + j] ?? 0
                let s = Exact.tanh(stored(4, at: place))
                let dc = Exact.fma(dh[j] * o, Exact.fma(-s, s, 1), carriedCell[j])
                dp[place * rows + j] = (dc * g) * (i * (1 - i))
                dp[place * rows + units + j] = (dc * c) * (f * (1 - f))
                dp[place * rows + 2 * units + j] = (dc * i) * Exact.fma(-g, g, 1)
                dp[place * rows + 3 * units + j] = (dh[j] * s) * (o * (1 - o))
                carriedCell[j] = dc * f
              case .gru:
                let (r, u, v, q) = (stored(0, at: place), stored(1, at: place), stored(2, at: place), stored(3, at: place))
                let dv = (dh[j] * (1 - u)) * Exact.fma(-v, v, 1)
                let dr = (dv * q) * (r * (1 - r))
                let du = (dh[j] * (h - v)) * (u * (1 - u))
                for (k, value) in [dr, du, dv].enumerated() { dp[place * rows + k * units + j] = value }
                for (k, value) in [dr, du, dv * r].enumerated() { dz[k * units + j] = value }
              }
            }
            carried.withUnsafeMutableBufferPointer { sums in
              sums.update(repeating: 0)
              for g in 0..<rows {
                FusedChain.accumulate(dz[g], UnsafeBufferPointer(rebasing: w[(g * units)..<((g + 1) * units)]), into: sums)
              }
            }
            if cell == .gru {
              for j in 0..<units {
                carried[j] = Exact.fma(dh[j], saved?[(place * cell.saved + 1) * units + j] ?? 0, carried[j])
              }
            }
          }
          for j in 0..<units {
            dinitial[first + j] = carried[j]
            if cell == .lstm { dinitial[first + units + j] = carriedCell[j] }
          }
        }
      }
    }
  }
}
