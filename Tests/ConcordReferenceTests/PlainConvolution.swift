import ConcordKit
import Testing

/// A convolution written out loop by loop, in float32 for its bits and in binary64 for its mathematics.
struct PlainConvolution: CustomTestStringConvertible {
  var samples: Int
  var inputs: Int
  var height: Int
  var width: Int
  var outputs: Int
  var kernel: (height: Int, width: Int)
  var geometry: ConvolutionGeometry

  init(
    _ samples: Int, _ inputs: Int, _ height: Int, _ width: Int, outputs: Int, kernel: (Int, Int), stride: Int = 1,
    padding: Int = 0, dilation: Int = 1, groups: Int = 1
  ) {
    (self.samples, self.inputs, self.height, self.width, self.outputs) = (samples, inputs, height, width, outputs)
    self.kernel = kernel
    geometry = ConvolutionGeometry(stride: stride, padding: padding, dilation: dilation, groups: groups)
  }

  var testDescription: String {
    "\(xShape) \(wShape) stride \(geometry.stride) padding \(geometry.padding) dilation \(geometry.dilation) groups \(geometry.groups)"
  }

  static let examples = [
    PlainConvolution(1, 1, 1, 1, outputs: 1, kernel: (1, 1)),
    PlainConvolution(2, 3, 8, 7, outputs: 4, kernel: (3, 2)),
    PlainConvolution(2, 2, 6, 6, outputs: 3, kernel: (3, 3), padding: 1),
    PlainConvolution(1, 2, 9, 12, outputs: 2, kernel: (5, 3), padding: 2),
    PlainConvolution(2, 2, 9, 8, outputs: 2, kernel: (3, 3), stride: 2, padding: 1),
    PlainConvolution(1, 2, 11, 10, outputs: 3, kernel: (2, 2), stride: 3),
    PlainConvolution(2, 1, 7, 9, outputs: 2, kernel: (3, 3), stride: 4, padding: 3),
    PlainConvolution(1, 2, 10, 9, outputs: 2, kernel: (3, 2), padding: 2, dilation: 2),
    PlainConvolution(1, 1, 12, 11, outputs: 2, kernel: (3, 3), stride: 2, padding: 3, dilation: 3),
    PlainConvolution(1, 1, 12, 13, outputs: 2, kernel: (3, 3), stride: 4, padding: 1, dilation: 2),
    PlainConvolution(2, 4, 5, 6, outputs: 6, kernel: (3, 3), padding: 1, groups: 2),
    PlainConvolution(2, 3, 7, 6, outputs: 3, kernel: (3, 3), stride: 2, padding: 1, groups: 3),
    PlainConvolution(1, 2, 3, 3, outputs: 70, kernel: (1, 1)),
    PlainConvolution(1, 5, 12, 12, outputs: 2, kernel: (5, 5)),
    PlainConvolution(0, 2, 4, 4, outputs: 2, kernel: (3, 3)),
  ]

  var channels: Int { inputs / geometry.groups }
  var outputHeight: Int { (height + 2 * geometry.padding - geometry.dilation * (kernel.height - 1) - 1) / geometry.stride + 1 }
  var outputWidth: Int { (width + 2 * geometry.padding - geometry.dilation * (kernel.width - 1) - 1) / geometry.stride + 1 }
  var xShape: [Int] { [samples, inputs, height, width] }
  var wShape: [Int] { [outputs, channels, kernel.height, kernel.width] }
  var yShape: [Int] { [samples, outputs, outputHeight, outputWidth] }

  func count(_ shape: [Int]) -> Int { shape.reduce(1, *) }

  private func x(_ n: Int, _ c: Int, _ h: Int, _ w: Int) -> Int? {
    guard (0..<height).contains(h), (0..<width).contains(w) else { return nil }
    return ((n * inputs + c) * height + h) * width + w
  }

  private func w(_ o: Int, _ c: Int, _ kh: Int, _ kw: Int) -> Int {
    ((o * channels + c) * kernel.height + kh) * kernel.width + kw
  }

  private func y(_ n: Int, _ o: Int, _ oh: Int, _ ow: Int) -> Int? {
    guard (0..<outputHeight).contains(oh), (0..<outputWidth).contains(ow) else { return nil }
    return ((n * outputs + o) * outputHeight + oh) * outputWidth + ow
  }

  /// Every product of the convolution, the padding's with no x, in the order of the definition of y.
  func forEachTap(_ body: (_ x: Int?, _ w: Int, _ y: Int) -> Void) {
    for n in 0..<samples {
      for o in 0..<outputs {
        for oh in 0..<outputHeight {
          for ow in 0..<outputWidth {
            guard let target = y(n, o, oh, ow) else { continue }
            for c in 0..<channels {
              for kh in 0..<kernel.height {
                for kw in 0..<kernel.width {
                  let row = oh * geometry.stride - geometry.padding + kh * geometry.dilation
                  let column = ow * geometry.stride - geometry.padding + kw * geometry.dilation
                  let channel = o / (outputs / geometry.groups) * channels + c
                  body(x(n, channel, row, column), w(o, c, kh, kw), target)
                }
              }
            }
          }
        }
      }
    }
  }

  /// The chains of y.
  func forward(_ images: [Float], _ filters: [Float]) -> [Float] {
    var result = [Float](repeating: 0, count: count(yShape))
    forEachTap { x, w, y in result[y] = result[y].addingProduct(x.map { images[$0] } ?? 0, filters[w]) }
    return result
  }

  /// The chains of dw, one for each sample, folded.
  func weightGradient(_ images: [Float], _ dy: [Float], from start: [Float]?) -> [Float] {
    var result = start ?? [Float](repeating: 0, count: count(wShape))
    let perSample = count(yShape) / max(samples, 1)
    for n in 0..<samples {
      var shares = [Float](repeating: 0, count: count(wShape))
      forEachTap { x, w, y in
        guard y / perSample == n else { return }
        shares[w] = shares[w].addingProduct(x.map { images[$0] } ?? 0, dy[y])
      }
      for i in result.indices { result[i] = result[i] + shares[i] }
    }
    return result
  }

  /// The chains of dx, as a gather.
  func inputGradient(_ dy: [Float], _ filters: [Float]) -> [Float] {
    var result = [Float](repeating: 0, count: count(xShape))
    let (stride, padding, dilation) = (geometry.stride, geometry.padding, geometry.dilation)
    let groupOutputs = outputs / geometry.groups
    for n in 0..<samples {
      for c in 0..<inputs {
        for h in 0..<height {
          for v in 0..<width {
            var sum: Float = 0
            let group = c / channels
            for o in (group * groupOutputs)..<((group + 1) * groupOutputs) {
              for kh in 0..<kernel.height {
                for kw in 0..<kernel.width {
                  let row = h + padding - kh * dilation
                  let column = v + padding - kw * dilation
                  // `%` takes the sign of its left side: 0 is 0 for either sign.
                  guard row % stride == 0, column % stride == 0 else { continue }
                  let gradient = y(n, o, row / stride, column / stride).map { dy[$0] } ?? 0
                  sum = sum.addingProduct(gradient, filters[w(o, c % channels, kh, kw)])
                }
              }
            }
            if let place = x(n, c, h, v) { result[place] = sum }
          }
        }
      }
    }
    return result
  }
}
