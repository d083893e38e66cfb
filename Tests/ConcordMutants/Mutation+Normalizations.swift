extension Mutation {
  static let normalizations = [
    Mutation("batch-norm-momentum-swapped", "the running mean keeps what should be the batch's share", "batch_norm") { run in
      let (mean, running, momentum) = (run.floats(ofOutput: 1), run.floats(3), run.number("momentum"))
      run.outputs[3] = mean.indices.map { ((1 - momentum) * mean[$0] + momentum * running[$0]).bitPattern }
    },
    Mutation("batch-norm-biased-variance", "the running variance takes squares over count, not count − 1", "batch_norm") {
      run in
      let (new, running) = (run.floats(ofOutput: 4), run.floats(4))
      let count = Float(run.inputTypes[0].shape[0] * run.positions)
      run.outputs[4] = new.indices.map { c in
        let kept = run.number("momentum_complement") * running[c]
        return (kept + (new[c] - kept) * ((count - 1) / count)).bitPattern
      }
    },
    Mutation("batch-norm-gradient-of-constants", "mean and variance count as constants", "batch_norm_gradient") { run in
      let (inverse, gamma, dy) = (run.floats(2), run.floats(3), run.floats(4))
      run.result = dy.indices.map { i in
        let c = run.channel(i)
        return dy[i] * (inverse[c] * gamma[c])
      }
    },
    Mutation("batch-norm-inference-unfused", "the product is rounded before beta is added", "batch_norm_inference") { run in
      let (x, gamma, beta, mean, variance) = (run.floats(0), run.floats(1), run.floats(2), run.floats(3), run.floats(4))
      let epsilon = run.number("epsilon")
      run.result = x.indices.map { i in
        let c = run.channel(i)
        return (x[i] - mean[c]) * (1 / (variance[c] + epsilon).squareRoot() * gamma[c]) + beta[c]
      }
    },
    Mutation("group-norm-unfused", "the product is rounded before beta is added", "group_norm") { run in
      let (x, gamma, beta) = (run.floats(0), run.floats(1), run.floats(2))
      let (mean, inverse) = (run.floats(ofOutput: 1), run.floats(ofOutput: 2))
      run.result = x.indices.map { i in
        let row = i * mean.count / x.count
        let c = run.channel(i)
        return (x[i] - mean[row]) * (inverse[row] * gamma[c]) + beta[c]
      }
    },
    Mutation("group-norm-gradient-of-constants", "mean and variance count as constants", "group_norm_gradient") { run in
      let (inverse, gamma, dy) = (run.floats(2), run.floats(3), run.floats(4))
      run.result = dy.indices.map { i in dy[i] * gamma[run.channel(i)] * inverse[i * inverse.count / dy.count] }
    },
  ]
}

extension MutatedRun {
  /// Of each sample and channel of the first input [N, C, …].
  fileprivate var positions: Int { inputTypes[0].shape.dropFirst(2).reduce(1, *) }

  fileprivate func channel(_ element: Int) -> Int { element / positions % inputTypes[0].shape[1] }
}
