#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

extension Mutation {
  static let classifications = [
    Mutation("argmax-last-wins", "of equal elements the last wins", "argmax") { run in
      run.indices { row in row.indices.reduce(0) { row[$1] >= row[$0] || (row[$1].isNaN && !row[$0].isNaN) ? $1 : $0 } }
    },
    Mutation("argmax-nan-ignored", "NaNs lose against numbers", "argmax") { run in
      run.indices { row in row.indices.reduce(0) { row[$1] > row[$0] ? $1 : $0 } }
    },
    Mutation("correct-count-accumulate-ignored", "the present value is not added to", "correct_count") { run in
      if run.flag("accumulate") { run.outputs[0][0] = run.outputs[0][0] &- run.inputs[2][0] }
    },
    Mutation("correct-count-adds-stale", "the count starts with what was there before", "correct_count") { run in
      if !run.flag("accumulate") { run.outputs[0][0] = run.outputs[0][0] &+ run.before[0][0] }
    },
    Mutation("softmax-library-exp", "exp is the C library's", "softmax_cross_entropy") { run in
      run.softmax { expf($0) }
    },
    Mutation("softmax-unshifted", "the largest logit is not subtracted", "softmax_cross_entropy") { run in
      run.softmax(shifts: false) { expf($0) }
    },
    Mutation("softmax-label-clamped", "a label that is no class counts as a class", "softmax_cross_entropy") { run in
      for index in run.outputs.indices {
        run.outputs[index] = run.outputs[index].map { $0 & 0x7fff_ffff > 0x7f80_0000 ? 0x3f80_0000 : $0 }
      }
    },
    Mutation("softmax-not-scaled", "the gradient is not scaled", "softmax_cross_entropy") { run in
      let scale = run.scalar(0)
      run.outputs[1] = run.outputs[1].map { (Float(bitPattern: $0) / scale).bitPattern }
    },
  ]
}

extension MutatedRun {
  fileprivate mutating func indices(_ winner: ([Float]) -> Int) {
    let x = floats(0)
    let columns = inputTypes[0].shape[1]
    outputs[0] = outputs[0].indices.map { row in
      UInt32(winner(Array(x[row * columns..<(row + 1) * columns])))
    }
  }

  /// The gradient alone, with another exponential.
  fileprivate mutating func softmax(shifts: Bool = true, _ exponential: (Float) -> Float) {
    let logits = floats(0)
    let classes = inputTypes[0].shape[1]
    let scale = scalar(0)
    for (n, label) in inputs[1].enumerated() where Int(Int32(bitPattern: label)) < classes && Int32(bitPattern: label) >= 0 {
      let row = logits[n * classes..<(n + 1) * classes]
      let largest = shifts ? row.max() ?? 0 : 0
      let powers = row.map { exponential($0 - largest) }
      let sum = powers.reduce(0, +)
      for (k, power) in powers.enumerated() {
        outputs[1][n * classes + k] = ((power / sum - (k == Int(label) ? 1 : 0)) * scale).bitPattern
      }
    }
  }
}
