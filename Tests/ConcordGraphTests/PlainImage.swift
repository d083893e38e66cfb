/// Images in binary64, and what convolutional networks do to them, loop by loop.
struct PlainImage {
  /// [N, C, H, W].
  var shape: [Int]
  var values: [Double]

  init(_ shape: [Int], _ values: [Double]) {
    self.shape = shape
    self.values = values
  }

  /// 0 outside of the image.
  subscript(n: Int, c: Int, h: Int, w: Int) -> Double {
    guard h >= 0, h < shape[2], w >= 0, w < shape[3] else { return 0 }
    return values[((n * shape[1] + c) * shape[2] + h) * shape[3] + w]
  }

  private func map(channels: Int, rows: Int, columns: Int, _ element: (Int, Int, Int, Int) -> Double) -> PlainImage {
    var result: [Double] = []
    for n in 0..<shape[0] {
      for c in 0..<channels {
        for h in 0..<rows {
          for w in 0..<columns { result.append(element(n, c, h, w)) }
        }
      }
    }
    return PlainImage([shape[0], channels, rows, columns], result)
  }

  func convolved(_ w: PlainImage, stride: Int, padding: Int, dilation: Int, groups: Int) -> PlainImage {
    let (outputs, channels, kh, kw) = (w.shape[0], w.shape[1], w.shape[2], w.shape[3])
    let rows = (shape[2] + 2 * padding - dilation * (kh - 1) - 1) / stride + 1
    let columns = (shape[3] + 2 * padding - dilation * (kw - 1) - 1) / stride + 1
    return map(channels: outputs, rows: rows, columns: columns) { n, o, oh, ow in
      var sum = 0.0
      let first = o / (outputs / groups) * channels
      for c in 0..<channels {
        for i in 0..<kh {
          for j in 0..<kw {
            sum +=
              self[n, first + c, oh * stride - padding + i * dilation, ow * stride - padding + j * dilation] * w[o, c, i, j]
          }
        }
      }
      return sum
    }
  }

  private func pooled(_ kernel: Int, _ stride: Int, _ padding: Int, _ combine: ([Double], [Double]) -> Double) -> PlainImage {
    let rows = (shape[2] + 2 * padding - kernel) / stride + 1
    let columns = (shape[3] + 2 * padding - kernel) / stride + 1
    return map(channels: shape[1], rows: rows, columns: columns) { n, c, oh, ow in
      var inside: [Double] = []
      var all: [Double] = []
      for h in (oh * stride - padding)..<(oh * stride - padding + kernel) {
        for w in (ow * stride - padding)..<(ow * stride - padding + kernel) {
          all.append(self[n, c, h, w])
          if (0..<shape[2]).contains(h) && (0..<shape[3]).contains(w) { inside.append(self[n, c, h, w]) }
        }
      }
      return combine(inside, all)
    }
  }

  func maxPooled(_ kernel: Int, stride: Int, padding: Int) -> PlainImage {
    pooled(kernel, stride, padding) { inside, _ in inside.max() ?? 0 }
  }

  func averagePooled(_ kernel: Int, stride: Int, padding: Int) -> PlainImage {
    pooled(kernel, stride, padding) { _, all in all.reduce(0, +) / Double(all.count) }
  }

  /// [N, C, 1, 1].
  func channelMeans() -> PlainImage {
    map(channels: shape[1], rows: 1, columns: 1) { n, c, _, _ in
      var sum = 0.0
      for h in 0..<shape[2] {
        for w in 0..<shape[3] { sum += self[n, c, h, w] }
      }
      return sum / Double(shape[2] * shape[3])
    }
  }

  static func + (a: PlainImage, b: PlainImage) -> PlainImage { PlainImage(a.shape, zip(a.values, b.values).map { $0 + $1 }) }
}
