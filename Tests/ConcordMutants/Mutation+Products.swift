extension Mutation {
  static let products = [
    Mutation("matmul-unfused", "a product is rounded before it is added: contraction is off", "matmul") { run in
      run.product { a, b, sum in a * b + sum }
    },
    Mutation("matmul-descending", "k runs downwards", "matmul") { run in
      run.product(order: { Array((0..<$0).reversed()) }) { a, b, sum in sum.addingProduct(a, b) }
    },
    Mutation("matmul-binary64", "sums are taken in binary64", "matmul") { run in
      run.product64()
    },
    Mutation("matmul-four-sums", "k is split among four sums", "matmul") { run in
      run.product(order: { count in (0..<4).flatMap { Array(stride(from: $0, to: count, by: 4)) } }) { a, b, sum in
        sum.addingProduct(a, b)
      }
    },
    Mutation("matmul-no-bias", "the bias is forgotten", "matmul") { run in
      if run.flag("bias") { run.product(bias: false) { a, b, sum in sum.addingProduct(a, b) } }
    },
    Mutation("matmul-bias-first", "the sum starts with the bias", "matmul") { run in
      if run.flag("bias") { run.product(biasFirst: true) { a, b, sum in sum.addingProduct(a, b) } }
    },
    Mutation("matmul-no-relu", "the activation is forgotten", "matmul") { run in
      if run.text("activation") == "relu" { run.product(relu: nil) { a, b, sum in sum.addingProduct(a, b) } }
    },
    Mutation("matmul-relu-nan", "the activation makes +0 of a NaN", "matmul") { run in
      if run.text("activation") == "relu" {
        run.product(relu: { $0 > 0 ? $0 : 0 }) { a, b, sum in sum.addingProduct(a, b) }
      }
    },
    Mutation("matmul-accumulate-ignored", "the present value is not added to", "matmul") { run in
      if run.flag("accumulate") { run.product(accumulate: .ignored) { a, b, sum in sum.addingProduct(a, b) } }
    },
    Mutation("matmul-accumulate-last", "the present value is added at the end", "matmul") { run in
      if run.flag("accumulate") { run.product(accumulate: .last) { a, b, sum in sum.addingProduct(a, b) } }
    },
    Mutation("matmul-first-factor", "each product takes the first b", "matmul") { run in
      let a = run.inputTypes[0]
      guard a.rank > 2, !run.flag("bias"), !run.flag("accumulate"), run.text("activation") == "identity" else { return }
      run.productsByFirst()
    },
    Mutation("matmul-empty-k", "with nothing to sum the output stays as it is", "matmul") { run in
      if run.inputs[0].isEmpty { run.outputs = run.before }
    },
  ]
}

extension MutatedRun {
  enum Accumulation { case first, ignored, last }

  private var sizes: (m: Int, n: Int, k: Int) {
    let (a, b) = (inputTypes[0].shape, inputTypes[1].shape)
    return (
      flag("transpose_a") ? a[1] : a[0], flag("transpose_b") ? b[0] : b[1], flag("transpose_a") ? a[0] : a[1]
    )
  }

  /// The matrix product in another way.
  mutating func product(
    order: (Int) -> [Int] = { Array(0..<$0) }, bias: Bool = true, biasFirst: Bool = false,
    relu: ((Float) -> Float)? = { $0 <= 0 ? 0 : $0 }, accumulate: Accumulation = .first,
    _ add: (Float, Float, Float) -> Float
  ) {
    // One product alone is as wrong as several.
    guard inputTypes[0].rank == 2 else { return }
    let (m, n, k) = sizes
    let (a, b) = (floats(0), floats(1))
    let biases = flag("bias") ? floats(2) : nil
    let present = flag("accumulate") ? floats(inputs.count - 1) : nil
    let indices = order(k)
    var values = result
    for i in 0..<m {
      for j in 0..<n {
        var sum: Float = accumulate == .first ? present?[i * n + j] ?? 0 : 0
        if let biases, biasFirst { sum = biases[j] }
        for index in indices {
          sum = add(
            flag("transpose_a") ? a[index * m + i] : a[i * k + index],
            flag("transpose_b") ? b[j * k + index] : b[index * n + j], sum)
        }
        if let present, accumulate == .last { sum += present[i * n + j] }
        if let biases, bias, !biasFirst { sum += biases[j] }
        if let relu, text("activation") == "relu" { sum = relu(sum) }
        values[i * n + j] = sum
      }
    }
    result = values
  }

  /// Each a by the first b.
  fileprivate mutating func productsByFirst() {
    let (a, b) = (floats(0), floats(1))
    let shapes = [inputTypes[0], inputTypes[1]].map { Array($0.shape.suffix(2)) }
    let (m, k) = flag("transpose_a") ? (shapes[0][1], shapes[0][0]) : (shapes[0][0], shapes[0][1])
    let n = flag("transpose_b") ? shapes[1][0] : shapes[1][1]
    result = result.indices.map { element in
      let (product, i, j) = (element / (m * n), element / n % m, element % n)
      return (0..<k).reduce(Float(0)) { sum, index in
        let place = product * m * k + (flag("transpose_a") ? index * m + i : i * k + index)
        return sum.addingProduct(a[place], flag("transpose_b") ? b[j * k + index] : b[index * n + j])
      }
    }
  }

  mutating func product64() {
    guard inputTypes[0].rank == 2, !flag("accumulate"), !flag("bias"), text("activation") != "relu" else { return }
    let (m, n, k) = sizes
    let (a, b) = (floats(0).map(Double.init), floats(1).map(Double.init))
    result = (0..<m * n).map { element in
      let (i, j) = (element / n, element % n)
      var sum = 0.0
      for index in 0..<k {
        sum +=
          (flag("transpose_a") ? a[index * m + i] : a[i * k + index])
          * (flag("transpose_b") ? b[j * k + index] : b[index * n + j])
      }
      return Float(sum)
    }
  }
}
