extension Mutation {
  static let pools = [
    Mutation("max-pool-last-wins", "of equal elements, the zeros of both signs too, the last wins", "max_pool2d") { run in
      run.pool { elements in elements.reduce(-.infinity) { $1 >= $0 || $1.isNaN ? $1 : $0 } }
    },
    Mutation("max-pool-nan-ignored", "NaNs lose against numbers", "max_pool2d") { run in
      run.pool { elements in elements.reduce(-.infinity) { $1 > $0 ? $1 : $0 } }
    },
    Mutation("max-pool-padding-wins", "padding takes part as +0", "max_pool2d") { run in
      run.pool(padding: 0) { elements in
        elements.dropFirst().reduce(elements[0]) { !$0.isNaN && ($1 > $0 || $1.isNaN) ? $1 : $0 }
      }
    },
    Mutation("max-pool-gradient-all-ties", "each of equal elements gets the gradient", "max_pool2d_gradient") { run in
      run.poolGradientToAll()
    },
    Mutation("avg-pool-reciprocal", "the sum is multiplied by 1 / kernel²", "avg_pool2d") { run in
      let reciprocal = 1 / Float(run.integer("kernel") * run.integer("kernel"))
      run.pool { elements in elements.reduce(0, +) * reciprocal }
    },
    Mutation("avg-pool-without-padding", "the sum is divided by the number of elements within the image", "avg_pool2d") { run in
      run.pool { elements in elements.reduce(0, +) / Float(elements.count) }
    },
    Mutation("avg-pool-gradient-late-division", "gradients are summed, then divided", "avg_pool2d_gradient") { run in
      // Twice the rounding of a number that is no power of two.
      let size = Float(run.integer("kernel") * run.integer("kernel"))
      run.result = run.result.map { ($0 * size) * (1 / size) }
    },
  ]
}

extension MutatedRun {
  /// The pool in another way.
  ///
  /// - Parameter padding: What padding is taken for; nil: it takes no part.
  mutating func pool(padding: Float? = nil, _ value: ([Float]) -> Float) {
    let x = floats(0)
    var values = result
    for element in values.indices {
      values[element] = value(
        window(element, outputTypes[0].shape, inputTypes[0].shape).compactMap { $0.map { x[$0] } ?? padding })
    }
    result = values
  }

  mutating func poolGradientToAll() {
    let (x, dy) = (floats(0), floats(1))
    var values = [Float](repeating: 0, count: x.count)
    for (element, gradient) in dy.enumerated() {
      let indices = window(element, inputTypes[1].shape, inputTypes[0].shape).compactMap { $0 }
      let largest = indices.map { x[$0] }.max() ?? 0
      for index in indices where x[index] == largest { values[index] += gradient }
    }
    result = values
  }

  /// The indices in x of an output's window; nil on the padding.
  private func window(_ element: Int, _ y: [Int], _ x: [Int]) -> [Int?] {
    let (ow, oh, plane) = (element % y[3], element / y[3] % y[2], element / (y[3] * y[2]))
    let kernel = integer("kernel")
    return (0..<kernel * kernel).map { tap in
      let h = oh * integer("stride") - integer("padding") + tap / kernel
      let v = ow * integer("stride") - integer("padding") + tap % kernel
      return (0..<x[2]).contains(h) && (0..<x[3]).contains(v) ? (plane * x[2] + h) * x[3] + v : nil
    }
  }
}
