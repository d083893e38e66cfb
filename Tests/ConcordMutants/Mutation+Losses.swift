#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

extension Mutation {
  static let losses = [
    Mutation("smoothing-not-at-label", "the label's target lacks its own share of ε", "softmax_cross_entropy") { run in
      let classes = run.inputTypes[0].shape[1]
      let share = run.number("label_smoothing") / Float(classes) * run.scalar(0)
      for (n, word) in run.inputs[1].enumerated() where share > 0 {
        let label = Int(Int32(bitPattern: word))
        guard (0..<classes).contains(label) else { continue }
        let index = n * classes + label
        run.outputs[1][index] = (Float(bitPattern: run.outputs[1][index]) + share).bitPattern
      }
    },
    Mutation("mse-gradient-halved", "the derivative's 2 is forgotten", "mean_squared_error") { run in
      run.outputs[1] = run.floats(ofOutput: 1).map { ($0 / 2).bitPattern }
    },
    Mutation("bce-naive", "the loss is made of logarithms of the probabilities", "binary_cross_entropy") { run in
      let target = run.floats(1)
      run.eachRow { x, first in
        x.indices.reduce(0) { sum, k in
          let (y, t) = (1 / (1 + expf(-x[k])), target[first + k])
          return sum - (t * logf(y) + (1 - t) * logf(1 - y))
        } / Float(x.count)
      }
    },
    Mutation("l1-slope-at-zero", "where there is no distance the slope is 1", "absolute_error") { run in
      let target = run.floats(1)
      let share = 1 / Float(run.inputTypes[0].shape[1]) * run.scalar(0)
      for (index, x) in run.floats(0).enumerated() where x == target[index] { run.outputs[1][index] = share.bitPattern }
    },
    Mutation("huber-line-misplaced", "the line does not meet the parabola", "absolute_error") { run in
      let (delta, target) = (run.number("delta"), run.floats(1))
      guard delta > 0 else { return }
      run.eachRow { x, first in
        x.indices.map { k in
          let d = abs(x[k] - target[first + k])
          return d <= delta ? 0.5 * d * d : delta * (d - delta)
        }.summed(lanes: 64) / Float(x.count)
      }
    },
    Mutation("ignored-label-nothing", "what is ignored gives NaN, as what is no class", "dense_cross_entropy") { run in
      guard run.operation.attributes.values["ignored_label"] != nil else { return }
      let ignored = UInt32(bitPattern: Int32(run.integer("ignored_label")))
      for (index, label) in run.inputs[1].enumerated() where label == ignored { run.outputs[0][index] = 0x7fc0_0000 }
    },
    Mutation("class-weight-forgotten", "the loss is not multiplied by the weight of its class", "dense_cross_entropy") { run in
      guard run.flag("weighted") else { return }
      let (weights, losses) = (run.floats(2), run.floats(ofOutput: 0))
      for (index, word) in run.inputs[1].enumerated() where weights.indices.contains(Int(Int32(bitPattern: word))) {
        run.outputs[0][index] = (losses[index] / weights[Int(word)]).bitPattern
      }
    },
    Mutation("loss-gradient-of-zero", "a loss of zero has no gradient", "loss_gradient") { run in
      for (index, loss) in run.floats(0).enumerated() where loss == 0 { run.outputs[0][index] = 0 }
    },
    Mutation("softmax-rows-unshifted", "the largest element is not subtracted", "softmax") { run in
      guard !run.flag("causal"), !run.flag("lengths") else { return }
      run.rowByRow { x, _ in
        let powers = x.map { expf($0) }
        let sum = powers.summed(lanes: 64)
        return powers.map { $0 / sum }
      }
    },
    Mutation("softmax-gradient-ascending", "a row is summed in ascending order", "softmax_gradient") { run in
      let dy = run.floats(1)
      run.rowByRow { y, first in
        let sum = y.indices.reduce(0 as Float) { $0.addingProduct(y[$1], dy[first + $1]) }
        return y.indices.map { y[$0] * (dy[first + $0] - sum) }
      }
    },
    Mutation("log-softmax-of-quotients", "the logarithm is taken of the softmax", "log_softmax") { run in
      run.rowByRow { x, _ in
        let largest = x.max() ?? 0
        let powers = x.map { expf($0 - largest) }
        let sum = powers.summed(lanes: 64)
        return powers.map { logf($0 / sum) }
      }
    },
    Mutation(
      "log-softmax-gradient-not-summed", "each element's own dy takes the place of the row's sum", "log_softmax_gradient"
    ) {
      run in
      let dy = run.floats(1)
      run.rowByRow { y, first in y.indices.map { dy[first + $0] - expf(y[$0]) * dy[first + $0] } }
    },
    Mutation("one-hot-nothing", "a label that is no class gives zeros", "one_hot") { run in
      run.outputs[0] = run.outputs[0].map { $0 & 0x7fff_ffff > 0x7f80_0000 ? 0 : $0 }
    },
  ]
}

extension MutatedRun {
  /// Each row of the first input, and where it starts.
  private func rows() -> [(values: [Float], first: Int)] {
    let (x, columns) = (floats(0), inputTypes[0].shape[1])
    return (0..<inputTypes[0].shape[0]).map { (Array(x[$0 * columns..<($0 + 1) * columns]), $0 * columns) }
  }

  /// The first output made of a number for each row.
  fileprivate mutating func eachRow(_ value: ([Float], Int) -> Float) { result = rows().map { value($0.values, $0.first) } }

  /// The first output made of a row for each row.
  fileprivate mutating func rowByRow(_ values: ([Float], Int) -> [Float]) {
    result = rows().flatMap { values($0.values, $0.first) }
  }
}
