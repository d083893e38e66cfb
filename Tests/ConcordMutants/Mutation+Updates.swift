extension Mutation {
  static let updates = [
    Mutation("sgd-without-decay", "weight decay is forgotten", "sgd") { run in
      let rate = run.scalar(0)
      run.result = zip(run.floats(0), run.floats(1)).map { $0.addingProduct(-rate, $1) }
    },
    Mutation("momentum-without-nesterov", "the step is that of the velocity, Nesterov's or not", "momentum") { run in
      let (p, v, rate) = (run.floats(0), run.floats(ofOutput: 1), run.scalar(0))
      run.result = p.indices.map { p[$0].addingProduct(-rate, v[$0]) }
    },
    Mutation("momentum-dampened", "the velocity takes 1 − momentum of the gradient", "momentum") { run in
      let (g, v, momentum) = (run.floats(1), run.floats(2), run.number("momentum"))
      run.outputs[1] = g.indices.map { ((1 - momentum) * g[$0]).addingProduct(momentum, v[$0]).bitPattern }
    },
    Mutation("adam-decay-forgotten", "parameters do not decay by themselves", "adam") { run in
      if run.flag("decoupled") { run.decays { p, _, change in p - change } }
    },
    Mutation("adam-decays-last", "parameters decay after their step", "adam") { run in
      if run.flag("decoupled") { run.decays { p, decay, change in (p - change).addingProduct(-decay, p - change) } }
    },
    Mutation("rmsprop-epsilon-inside", "ε is added under the root", "rmsprop") { run in run.rootWithEpsilon() },
    Mutation("adagrad-epsilon-inside", "ε is added under the root", "adagrad") { run in run.rootWithEpsilon() },
    Mutation("clip-factor-one-row", "the squares of all tensors are summed as one row", "clip_factor") { run in
      let squares = run.inputs.indices.flatMap { run.floats($0).map { $0 * $0 } }
      let quotient = run.number("maximum_norm") / (squares.summed(lanes: 64).squareRoot() + 1e-6)
      run.result = [quotient > 1 ? 1 : quotient]
    },
    Mutation("clip-factor-nan", "a NaN among the gradients clips nothing", "clip_factor") { run in
      run.result = run.result.map { $0.isNaN ? 1 : $0 }
    },
  ]
}

extension MutatedRun {
  /// p of `adam` from p, the decay and the step.
  fileprivate mutating func decays(_ update: (Float, Float, Float) -> Float) {
    let (p, m, v) = (floats(0), floats(ofOutput: 1), floats(ofOutput: 2))
    result = p.indices.map {
      update(p[$0], scalar(2), (scalar(0) * m[$0]) / (v[$0].squareRoot() / scalar(1) + number("epsilon")))
    }
  }

  /// p from the updated mean or sum of squares.
  fileprivate mutating func rootWithEpsilon() {
    let (p, g, squares, decay) = (floats(0), floats(1), floats(ofOutput: 1), number("weight_decay"))
    result = p.indices.map { i in
      let slope = decay == 0 ? g[i] : g[i].addingProduct(decay, p[i])
      return p[i] - (scalar(0) * slope) / (squares[i] + number("epsilon")).squareRoot()
    }
  }
}
