import ConcordKit
import ConcordNumerics

/// A small convolution: its shapes.
private struct ConvolutionSample {
  var geometry: ConvolutionGeometry
  var x: [Int]
  var w: [Int]
  var y: [Int]
}

extension ConvolutionGeometry {
  /// Two samples of a few more outputs than `positions`, with so many channels of each group.
  fileprivate func sample(
    kernel: (height: Int, width: Int), inputs: Int, outputs: Int, positions: Int
  ) -> ConvolutionSample {
    var geometry = self
    geometry.groups = min(groups, 2)
    let (rows, columns) = (4, positions / 8 + 2)
    // Where the padding is more than all outputs need, there are more of them.
    func size(_ taps: Int, _ count: Int) -> Int { max(1, (count - 1) * stride + dilation * (taps - 1) + 1 - 2 * padding) }
    func count(_ taps: Int, _ size: Int) -> Int { (size + 2 * padding - dilation * (taps - 1) - 1) / stride + 1 }
    let (height, width) = (size(kernel.height, rows), size(kernel.width, columns))
    return ConvolutionSample(
      geometry: geometry, x: [2, inputs * geometry.groups, height, width],
      w: [outputs * geometry.groups, inputs, kernel.height, kernel.width],
      y: [2, outputs * geometry.groups, count(kernel.height, height), count(kernel.width, width)])
  }

  /// The element of x that a tap meets, +0 on the padding.
  fileprivate func element(
    _ x: [Float], _ shape: [Int], _ n: Int, _ c: Int, _ output: (row: Int, column: Int), _ tap: (row: Int, column: Int)
  ) -> Float {
    let (h, w) = (
      output.row * stride - padding + tap.row * dilation, output.column * stride - padding + tap.column * dilation
    )
    guard h >= 0, h < shape[2], w >= 0, w < shape[3] else { return 0 }
    return x[((n * shape[1] + c) * shape[2] + h) * shape[3] + w]
  }
}

extension Conv2DOperation: TunableOperation {
  func samples(
    rows: Int, columns: Int, of inputs: [TensorType]
  ) -> [(operation: any TunableOperation, inputs: [TensorType])] {
    let w = inputs[1].shape
    let sample = geometry.sample(kernel: (w[2], w[3]), inputs: 3, outputs: rows + 3, positions: columns)
    var operation = self
    operation.geometry = sample.geometry
    return [(operation, [sample.x, sample.w].map { TensorType($0) } + (bias ? [TensorType([sample.w[0]])] : []))]
  }

  func expected(_ inputs: [[Float]], _ shapes: [[Int]]) -> [Float] {
    let (x, w) = (shapes[0], shapes[1])
    guard let y = try? outputTypes(for: shapes.map { TensorType($0) })[0].shape else { return [] }
    let (outputs, taps, area) = (w[0] / geometry.groups, w[1] * w[2] * w[3], w[2] * w[3])
    return (0..<y.reduce(1, *)).map { element in
      let (n, o) = (element / y[3] / y[2] / y[1], element / y[3] / y[2] % y[1])
      let output = (row: element / y[3] % y[2], column: element % y[3])
      var sum = FusedChain.dot(
        count: taps,
        { tap in
          geometry.element(
            inputs[0], x, n, o / outputs * w[1] + tap / area, output, (tap % area / w[3], tap % w[3]))
        }, { inputs[1][o * taps + $0] })
      if bias { sum = sum + inputs[2][o] }
      return activation == .relu && sum <= 0 ? 0 : sum
    }
  }
}

extension Conv2DInputGradient: TunableOperation {
  func samples(
    rows: Int, columns: Int, of inputs: [TensorType]
  ) -> [(operation: any TunableOperation, inputs: [TensorType])] {
    let w = inputs[1].shape
    let sample = geometry.sample(kernel: (w[2], w[3]), inputs: rows + 3, outputs: 3, positions: columns)
    return [
      (
        Conv2DInputGradient(sample.geometry, height: sample.x[2], width: sample.x[3]),
        [sample.y, sample.w].map { TensorType($0) }
      )
    ]
  }

  func expected(_ inputs: [[Float]], _ shapes: [[Int]]) -> [Float] {
    let (y, w) = (shapes[0], shapes[1])
    let (outputs, channels) = (w[0] / geometry.groups, w[1] * geometry.groups)
    var dx: [Float] = []
    for n in 0..<y[0] {
      for c in 0..<channels {
        for h in 0..<height {
          for column in 0..<width {
            var sum: Float = 0
            for o in c / w[1] * outputs..<(c / w[1] + 1) * outputs {
              for kh in 0..<w[2] {
                for kw in 0..<w[3] {
                  let (above, left) = (
                    h + geometry.padding - kh * geometry.dilation, column + geometry.padding - kw * geometry.dilation
                  )
                  guard above % geometry.stride == 0, left % geometry.stride == 0 else { continue }
                  let (oh, ow) = (above / geometry.stride, left / geometry.stride)
                  let isThere = oh >= 0 && oh < y[2] && ow >= 0 && ow < y[3]
                  let factor = isThere ? inputs[0][((n * y[1] + o) * y[2] + oh) * y[3] + ow] : 0
                  sum = Exact.fma(factor, inputs[1][((o * w[1] + c % w[1]) * w[2] + kh) * w[3] + kw], sum)
                }
              }
            }
            dx.append(sum)
          }
        }
      }
    }
    return dx
  }
}

extension Conv2DWeightGradient: TunableOperation {
  func samples(
    rows: Int, columns: Int, of inputs: [TensorType]
  ) -> [(operation: any TunableOperation, inputs: [TensorType])] {
    let sample = geometry.sample(
      kernel: (height, width), inputs: columns / (height * width) + 1, outputs: rows + 3, positions: 50)
    var operation = self
    operation.geometry = sample.geometry
    return [(operation, ([sample.x, sample.y] + (accumulate ? [sample.w] : [])).map { TensorType($0) })]
  }

  func expected(_ inputs: [[Float]], _ shapes: [[Int]]) -> [Float] {
    let (x, y) = (shapes[0], shapes[1])
    let (channels, outputs) = (x[1] / geometry.groups, y[1] / geometry.groups)
    let taps = channels * height * width
    return (0..<y[1] * taps).map { element in
      let (o, tap) = (element / taps, element % taps)
      var total = accumulate ? inputs[2][element] : 0
      for n in 0..<x[0] {
        total =
          total
          + FusedChain.dot(
            count: y[2] * y[3],
            { position in
              geometry.element(
                inputs[0], x, n, o / outputs * channels + tap / (height * width), (position / y[3], position % y[3]),
                (tap % (height * width) / width, tap % width))
            }, { inputs[1][(n * y[1] + o) * y[2] * y[3] + $0] })
      }
      return total
    }
  }
}
