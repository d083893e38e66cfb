extension Mutation {
  static let convolutions = [
    Mutation("conv2d-padding-skipped", "taps on the padding take no part", "conv2d") { run in
      run.convolution(skipsPadding: true) { a, b, sum in sum.addingProduct(a, b) }
    },
    Mutation("conv2d-unfused", "a product is rounded before it is added", "conv2d") { run in
      run.convolution { a, b, sum in a * b + sum }
    },
    Mutation("conv2d-channels-last", "channels run innermost", "conv2d") { run in
      run.convolution(channelsLast: true) { a, b, sum in sum.addingProduct(a, b) }
    },
    Mutation("conv2d-first-group", "every group sees the channels of the first", "conv2d") { run in
      if run.integer("groups") > 1 { run.convolution(firstGroup: true) { a, b, sum in sum.addingProduct(a, b) } }
    },
    Mutation("conv2d-no-bias", "the bias is forgotten", "conv2d") { run in
      if run.flag("bias") { run.convolution(bias: false) { a, b, sum in sum.addingProduct(a, b) } }
    },
    Mutation("conv2d-input-gradient-truncated", "the last bit of each gradient is cut off", "conv2d_input_gradient") { run in
      run.outputs[0] = run.outputs[0].map { $0 & 0x7f80_0000 == 0x7f80_0000 ? $0 : $0 & ~1 }
    },
    Mutation("conv2d-weight-gradient-one-chain", "all samples are one chain", "conv2d_weight_gradient") { run in
      run.weightGradient()
    },
    Mutation("conv2d-weight-gradient-restarts", "the present value is not added to", "conv2d_weight_gradient") { run in
      if run.flag("accumulate"), !run.inputs[0].isEmpty {
        // Undoes the fold where that is exact, and is wrong in another way where it is not.
        run.result = zip(run.result, run.floats(2)).map { $0 - $1 }
      }
    },
  ]
}

extension MutatedRun {
  /// The convolution in another way.
  mutating func convolution(
    skipsPadding: Bool = false, channelsLast: Bool = false, firstGroup: Bool = false, bias: Bool = true,
    _ add: (Float, Float, Float) -> Float
  ) {
    let (x, w) = (floats(0), floats(1))
    let (xs, ws, ys) = (inputTypes[0].shape, inputTypes[1].shape, outputTypes[0].shape)
    let taps = taps(ws, channelsLast: channelsLast)
    let groupOutputs = ws[0] / integer("groups")
    let biases = flag("bias") ? floats(2) : nil
    var values = result
    for element in values.indices {
      let (ow, oh, o, n) = position(element, ys)
      let first = firstGroup ? 0 : o / groupOutputs * ws[1]
      var sum: Float = 0
      for (c, kh, kw) in taps {
        let value = image(x, xs, n, first + c, oh, ow, kh, kw)
        if value == nil, skipsPadding { continue }
        sum = add(value ?? 0, w[((o * ws[1] + c) * ws[2] + kh) * ws[3] + kw], sum)
      }
      if let biases, bias { sum += biases[o] }
      values[element] = text("activation") == "relu" && sum <= 0 ? 0 : sum
    }
    result = values
  }

  /// The gradient of the filters with one chain over samples and positions.
  mutating func weightGradient() {
    let (x, dy) = (floats(0), floats(1))
    let (xs, dys, ws) = (inputTypes[0].shape, inputTypes[1].shape, outputTypes[0].shape)
    let present = flag("accumulate") ? floats(2) : nil
    let groupOutputs = ws[0] / integer("groups")
    var values = result
    for element in values.indices {
      let (kw, kh, c, o) = position(element, ws)
      var sum = present?[element] ?? 0
      for n in 0..<xs[0] {
        for oh in 0..<dys[2] {
          for ow in 0..<dys[3] {
            let value = image(x, xs, n, o / groupOutputs * ws[1] + c, oh, ow, kh, kw) ?? 0
            sum.addProduct(value, dy[((n * dys[1] + o) * dys[2] + oh) * dys[3] + ow])
          }
        }
      }
      values[element] = sum
    }
    result = values
  }

  /// The four indices of an element, innermost first.
  private func position(_ element: Int, _ shape: [Int]) -> (Int, Int, Int, Int) {
    (
      element % shape[3], element / shape[3] % shape[2], element / (shape[3] * shape[2]) % shape[1],
      element / (shape[3] * shape[2] * shape[1])
    )
  }

  private func taps(_ w: [Int], channelsLast: Bool) -> [(Int, Int, Int)] {
    let count = w[1] * w[2] * w[3]
    return (0..<count).map { tap in
      channelsLast
        ? (tap % w[1], tap / w[1] / w[3], tap / w[1] % w[3]) : (tap / (w[2] * w[3]), tap / w[3] % w[2], tap % w[3])
    }
  }

  /// What a tap sees; nil on the padding.
  private func image(
    _ x: [Float], _ shape: [Int], _ n: Int, _ c: Int, _ oh: Int, _ ow: Int, _ kh: Int, _ kw: Int
  ) -> Float? {
    let h = oh * integer("stride") - integer("padding") + kh * integer("dilation")
    let v = ow * integer("stride") - integer("padding") + kw * integer("dilation")
    guard (0..<shape[2]).contains(h), (0..<shape[3]).contains(v) else { return nil }
    return x[((n * shape[1] + c) * shape[2] + h) * shape[3] + v]
  }
}
