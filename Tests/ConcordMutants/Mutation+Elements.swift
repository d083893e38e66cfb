#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

extension Mutation {
  static let elements = [
    Mutation("relu-nan", "relu makes +0 of a NaN", "activation") { run in
      run.result = run.floats(0).map { $0 > 0 ? $0 : 0 }
    },
    Mutation("relu-negative-zero", "relu keeps −0", "activation") { run in
      run.result = run.floats(0).map { $0 < 0 ? 0 : $0 }
    },
    Mutation("relu-gradient-at-zero", "the gradient passes where y is 0", "activation_gradient") { run in
      run.result = zip(run.floats(0), run.floats(1)).map { $0 < 0 ? 0 : $1 }
    },
    Mutation("relu-gradient-nan", "the gradient of a NaN is +0", "activation_gradient") { run in
      run.result = zip(run.floats(0), run.floats(1)).map { $0 > 0 ? $1 : 0 }
    },
    Mutation("leaky-relu-default-slope", "the slope is 0.01, whatever the attribute", "activation") { run in
      if run.text("function") == "leaky_relu" { run.result = run.floats(0).map { $0 <= 0 ? 0.01 * $0 : $0 } }
    },
    Mutation("gelu-by-tanh", "gelu is its approximation by tanh", "activation") { run in
      guard run.text("function") == "gelu" else { return }
      run.result = run.floats(0).map { $0 * (0.5 * tanhf(0.7978846 * ($0 + 0.044715 * $0 * $0 * $0)) + 0.5) }
    },
    Mutation("silu-gradient-from-output", "the slope is made of y in the place of x", "activation_gradient") { run in
      guard run.text("function") == "silu" else { return }
      run.result = zip(run.floats(0), run.floats(1)).map { x, dy in
        let s = 1 / (1 + expf(-x))
        let y = x * s
        return dy * (s + y * (1 - s) * s)
      }
    },
    Mutation("multiply-flushes", "denormal products are zero", "multiply") { run in
      run.result = run.result.map { $0.isSubnormal ? 0 : $0 }
    },
    Mutation("scale-flushes", "denormal products are zero", "scale") { run in
      run.result = run.result.map { $0.isSubnormal ? 0 : $0 }
    },
    Mutation("add-binary16-tail", "elements beyond the last 16 are added with fewer bits", "add") { run in
      let whole = run.outputs[0].count / 16 * 16
      for index in whole..<run.outputs[0].count { run.outputs[0][index] &= 0xffff_e000 }
    },
    Mutation("add-stretched-around", "a stretched input is read again and again from its start", "add") { run in
      let (a, b) = (run.floats(0), run.floats(1))
      run.result = run.result.indices.map { a[$0 % a.count] + b[$0 % b.count] }
    },
    Mutation("multiply-stretched-first", "each element of a stretched input counts for neighbours", "multiply") { run in
      let (a, b, count) = (run.floats(0), run.floats(1), run.result.count)
      run.result = run.result.indices.map { a[$0 * a.count / count] * b[$0 * b.count / count] }
    },
    Mutation("sgd-unfused", "the product is rounded before it is subtracted", "sgd") { run in
      let rate = run.scalar(0)
      run.result = zip(run.floats(0), run.floats(1)).map { $0 - rate * $1 }
    },
    Mutation("sgd-wrong-sign", "the gradient is added", "sgd") { run in
      let rate = run.scalar(0)
      run.result = zip(run.floats(0), run.floats(1)).map { $0.addingProduct(rate, $1) }
    },
    Mutation("adam-fused", "p − s · m / d is one multiply-add with a reciprocal", "adam") { run in
      run.adam { p, m, v, step, correction, epsilon in
        p.addingProduct(-step, m * (1 / (v.squareRoot() / correction + epsilon)))
      }
    },
    Mutation("adam-epsilon-inside", "ε is added under the root", "adam") { run in
      run.adam { p, m, v, step, correction, epsilon in p - (step * m) / ((v + epsilon).squareRoot() / correction) }
    },
    Mutation("adam-approximate-root", "the root is one unit off", "adam") { run in
      run.adam { p, m, v, step, correction, epsilon in
        p - (step * m) / (v.squareRoot().nextUp / correction + epsilon)
      }
    },
  ]
}

extension MutatedRun {
  /// p from the updated m and v in another way.
  fileprivate mutating func adam(_ update: (Float, Float, Float, Float, Float, Float) -> Float) {
    let p = floats(0)
    let (m, v) = (outputs[1].map { Float(bitPattern: $0) }, outputs[2].map { Float(bitPattern: $0) })
    result = p.indices.map { update(p[$0], m[$0], v[$0], scalar(0), scalar(1), number("epsilon")) }
  }
}
