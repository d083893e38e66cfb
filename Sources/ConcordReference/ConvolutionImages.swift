import ConcordKit

/// The sizes of one convolution, and where its taps are.
struct ConvolutionImages {
  let geometry: ConvolutionGeometry
  /// [N, C, H, W].
  let x: [Int]
  /// [O, C / groups, KH, KW].
  let w: [Int]
  /// [N, O, OH, OW].
  let y: [Int]

  init(_ geometry: ConvolutionGeometry, x: [Int], w: [Int], y: [Int]) {
    self.geometry = geometry
    self.x = x
    self.w = w
    self.y = y
  }

  /// C / groups.
  var groupChannels: Int { w[1] }
  /// O / groups.
  var groupOutputs: Int { w[0] / geometry.groups }

  /// The multiply-adds of the convolution, and of each of its gradients.
  var work: Int { y.reduce(1, *) * w[1] * w[2] * w[3] }

  /// Calls `body` for each group of the samples, samples ascending, with the offsets of the group's part of x, w and y and the
  /// number of its first output.
  @inline(__always)
  func forEachGroup(of samples: Range<Int>, _ body: (_ x: Int, _ w: Int, _ y: Int, _ firstOutput: Int) -> Void) {
    for sample in samples {
      for group in 0..<geometry.groups {
        let output = group * groupOutputs
        body(
          (sample * x[1] + group * groupChannels) * x[2] * x[3], output * w[1] * w[2] * w[3],
          (sample * y[1] + output) * y[2] * y[3], output)
      }
    }
  }

  /// Taps (channel, kh, kw) of a group at positions (oh, ow), read from x.
  func filterTaps() -> TapTable {
    let (stride, padding, dilation) = (geometry.stride, geometry.padding, geometry.dilation)
    return TapTable(
      planes: groupChannels, height: x[2], width: x[3],
      offsets: Self.grid(w[2], w[3]) { TapTable.Offset(row: $0 * dilation, column: $1 * dilation) },
      positions: Self.grid(y[2], y[3]) { TapTable.Offset(row: $0 * stride - padding, column: $1 * stride - padding) })
  }

  static func grid<Element>(_ rows: Int, _ columns: Int, _ element: (Int, Int) -> Element) -> [Element] {
    (0..<rows).flatMap { row in (0..<columns).map { column in element(row, column) } }
  }
}
