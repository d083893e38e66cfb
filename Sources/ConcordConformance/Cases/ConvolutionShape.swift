import ConcordKit

/// Images, filters and geometries that the three convolution operations share.
struct ConvolutionShape {
  /// Samples, channels, rows, columns.
  var x: [Int]
  var outputs: Int
  /// Rows and columns of the filter.
  var kernel: [Int]
  var geometry: ConvolutionGeometry

  init(
    _ x: [Int], _ outputs: Int, _ kernel: [Int], stride: Int = 1, padding: Int = 0, dilation: Int = 1, groups: Int = 1
  ) {
    self.x = x
    self.outputs = outputs
    self.kernel = kernel
    geometry = ConvolutionGeometry(stride: stride, padding: padding, dilation: dilation, groups: groups)
  }

  static let all = [
    ConvolutionShape([1, 1, 1, 1], 1, [1, 1]),
    ConvolutionShape([1, 1, 3, 3], 1, [3, 3]),
    ConvolutionShape([2, 3, 5, 7], 4, [3, 3]),
    ConvolutionShape([1, 1, 8, 9], 7, [3, 3], padding: 1),
    ConvolutionShape([3, 5, 7, 8], 9, [3, 3], padding: 1),
    ConvolutionShape([2, 2, 9, 16], 31, [3, 3], padding: 1),
    ConvolutionShape([1, 3, 15, 17], 32, [3, 3], padding: 1),
    ConvolutionShape([2, 7, 10, 33], 33, [3, 3], padding: 1),
    ConvolutionShape([1, 17, 6, 6], 65, [3, 3], padding: 1),
    ConvolutionShape([2, 4, 9, 9], 8, [1, 1]),
    ConvolutionShape([2, 4, 9, 9], 8, [1, 1], stride: 2),
    ConvolutionShape([1, 3, 16, 15], 16, [5, 5]),
    ConvolutionShape([2, 1, 28, 28], 6, [5, 5], padding: 2),
    ConvolutionShape([2, 3, 9, 10], 5, [3, 3], stride: 2, padding: 1),
    ConvolutionShape([1, 2, 13, 11], 3, [3, 3], stride: 3),
    ConvolutionShape([1, 2, 12, 12], 3, [3, 3], stride: 4, padding: 2),
    ConvolutionShape([2, 3, 11, 11], 4, [3, 3], padding: 2, dilation: 2),
    ConvolutionShape([1, 2, 13, 14], 3, [3, 3], stride: 2, padding: 3, dilation: 3),
    ConvolutionShape([2, 4, 8, 8], 6, [3, 3], padding: 1, groups: 2),
    ConvolutionShape([1, 5, 9, 7], 5, [3, 3], padding: 1, groups: 5),
    ConvolutionShape([2, 3, 7, 7], 6, [3, 3], stride: 2, padding: 1, groups: 3),
    ConvolutionShape([1, 6, 9, 9], 8, [2, 3], stride: 2, padding: 1, dilation: 2, groups: 2),
    ConvolutionShape([2, 3, 6, 9], 4, [1, 5]),
    ConvolutionShape([2, 3, 9, 6], 4, [7, 2], padding: 3),
    ConvolutionShape([1, 2, 4, 4], 3, [2, 2], stride: 2),
    ConvolutionShape([1, 1, 3, 3], 2, [3, 3], padding: 4),
    ConvolutionShape([0, 3, 5, 5], 2, [3, 3]),
    ConvolutionShape([1, 3, 32, 32], 6, [5, 5]),
  ]

  /// The classes of values for the shape of a number in ``all``. The zeros show whether padding takes part.
  static func values(_ number: Int) -> [ValueClass] {
    ValueClass.allCases.filter { number % 3 == 2 || $0 == .zeros || ValueClass.some(number).contains($0) }
  }

  var w: [Int] { [outputs, x[1] / geometry.groups] + kernel }

  /// The shape of y, (size + 2·padding − dilation·(kernel − 1) − 1) / stride + 1 along each axis.
  var y: [Int] {
    let sizes = zip(x[2...], kernel).map { size, kernel in
      (size + 2 * geometry.padding - geometry.dilation * (kernel - 1) - 1) / geometry.stride + 1
    }
    return [x[0], outputs] + sizes
  }

  /// `n=2,c=3,h=5,w=7,o=4,k=3x3`, and what is not usual.
  var parameters: CaseParameters {
    [
      "n": x[0], "c": x[1], "h": x[2], "w": x[3], "o": outputs, "k": CaseList.text(kernel), "stride": geometry.stride,
      "padding": geometry.padding, "dilation": geometry.dilation, "groups": geometry.groups,
    ]
  }
}
