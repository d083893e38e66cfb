extension Mutation {
  static let sums = [
    Mutation("reduce-ascending", "a row is summed in ascending order", "reduce") { run in
      if run.text("operation") == "sum" { run.rows { $0.reduce(0, +) } }
    },
    Mutation("reduce-32-lanes", "a row is summed in 32 lanes", "reduce") { run in
      if run.text("operation") == "sum" { run.rows { $0.summed(lanes: 32) } }
    },
    Mutation("reduce-mean-reciprocal", "the sum is multiplied by 1 / columns", "reduce") { run in
      if run.text("operation") == "mean" { run.rows { $0.summed(lanes: 64) * (1 / Float($0.count)) } }
    },
    Mutation("reduce-max-nan-ignored", "NaNs lose against numbers", "reduce") { run in
      if run.text("operation") == "max" { run.rows { $0.reduce(-.infinity) { $1 > $0 ? $1 : $0 } } }
    },
    Mutation("reduce-max-last-zero", "of zeros of both signs the last wins", "reduce") { run in
      if run.text("operation") == "max" { run.rows { row in row.reduce(-.infinity) { $0.isNaN || $1 < $0 ? $0 : $1 } } }
    },
    Mutation("reduce-inner-as-columns", "neighbours are summed, where rows have several places", "reduce") { run in
      let x = run.floats(0)
      let columns = run.inputTypes[0].shape[1]
      if run.text("operation") == "sum" {
        run.result = run.result.indices.map { Array(x[$0 * columns..<($0 + 1) * columns]).summed(lanes: 64) }
      }
    },
    Mutation("reduce-gradient-reciprocal", "dy is multiplied by 1 / columns", "reduce_gradient") { run in
      guard run.text("operation") == "mean", run.inputTypes[0].rank == 1 else { return }
      let columns = run.integer("columns")
      let dy = run.floats(0)
      run.result = run.result.indices.map { dy[$0 / columns] * (1 / Float(columns)) }
    },
    Mutation("reduce-gradient-inner-as-columns", "dy is repeated place by place", "reduce_gradient") { run in
      guard run.text("operation") == "sum", run.inputTypes[0].rank == 2 else { return }
      let columns = run.integer("columns")
      let dy = run.floats(0)
      run.result = run.result.indices.map { dy[$0 / columns] }
    },
    Mutation("batch-sum-descending", "samples are folded from the last to the first", "batch_sum") { run in
      run.channelSums(order: { Array((0..<$0).reversed()) })
    },
    Mutation("batch-sum-ascending-positions", "a sample's positions are summed in ascending order", "batch_sum") { run in
      run.channelSums(positions: { $0.reduce(0, +) })
    },
    Mutation("batch-sum-accumulate-ignored", "the present value is not added to", "batch_sum") { run in
      if run.flag("accumulate") { run.channelSums(accumulates: false) }
    },
    Mutation("bias-add-by-position", "the bias is picked by position, not by channel", "bias_add") { run in
      let (x, b) = (run.floats(0), run.floats(1))
      guard !b.isEmpty else { return }
      run.result = x.indices.map { x[$0] + b[$0 % b.count] }
    },
  ]
}

extension [Float] {
  /// A sum in lanes, then by halving.
  func summed(lanes: Int) -> Float {
    var sums = [Float](repeating: 0, count: lanes)
    for (index, value) in enumerated() { sums[index % lanes] += value }
    var half = lanes / 2
    while half > 0 {
      for lane in 0..<half { sums[lane] += sums[lane + half] }
      half /= 2
    }
    return sums[0]
  }
}

extension MutatedRun {
  fileprivate mutating func rows(_ value: ([Float]) -> Float) {
    let x = floats(0)
    let columns = inputTypes[0].shape[1]
    let inner = inputTypes[0].shape.dropFirst(2).reduce(1, *)
    result = outputs[0].indices.map { element in
      let first = element / inner * columns * inner + element % inner
      return value((0..<columns).map { x[first + $0 * inner] })
    }
  }

  fileprivate mutating func channelSums(
    order: (Int) -> [Int] = { Array(0..<$0) }, positions sum: ([Float]) -> Float = { $0.summed(lanes: 64) },
    accumulates: Bool = true
  ) {
    let x = floats(0)
    let shape = inputTypes[0].shape
    let (channels, positions) = (shape[1], shape.dropFirst(2).reduce(1, *))
    let present = flag("accumulate") && accumulates ? floats(1) : [Float](repeating: 0, count: channels)
    result = (0..<channels).map { c in
      order(shape[0]).reduce(present[c]) { total, n in
        let first = (n * channels + c) * positions
        return total + (positions == 1 ? x[first] : sum(Array(x[first..<first + positions])))
      }
    }
  }
}
