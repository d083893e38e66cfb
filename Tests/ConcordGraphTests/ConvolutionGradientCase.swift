import ConcordGraph
import ConcordKit
import Testing

@testable import ConcordConformance

/// A network with images and filters as parameters, as a graph and in binary64.
struct ConvolutionGradientCase: Sendable, CustomTestStringConvertible {
  var testDescription: String
  var xShape: [Int]
  var wShape: [Int]
  var build: @Sendable (inout Graph, _ x: Tensor, _ w: Tensor) throws -> Tensor
  var forward: @Sendable (_ x: Mathematics, _ w: Mathematics) -> Mathematics

  static func convolution(
    _ x: [Int], _ w: [Int], stride: Int = 1, padding: Int = 0, dilation: Int = 1, groups: Int = 1
  ) -> ConvolutionGradientCase {
    let geometry = ConvolutionGeometry(stride: stride, padding: padding, dilation: dilation, groups: groups)
    return ConvolutionGradientCase(
      testDescription: "conv2d \(x) \(w) stride \(stride) padding \(padding) dilation \(dilation) groups \(groups)",
      xShape: x, wShape: w, build: { try $0.apply(Conv2D(geometry), to: [$1, $2])[0] },
      forward: { $0.convolved($1, geometry) })
  }

  static func pool(_ kernel: Int, stride: Int, padding: Int, maximum: Bool) -> ConvolutionGradientCase {
    let window = PoolWindow(kernel, stride: stride, padding: padding)
    return ConvolutionGradientCase(
      testDescription: "\(maximum ? "max" : "avg")_pool2d \(kernel) stride \(stride) padding \(padding) after conv2d",
      xShape: [2, 1, 6, 7], wShape: [2, 1, 2, 2],
      build: { graph, x, w in
        let y = try graph.apply(Conv2D(), to: [x, w])
        return try graph.apply(maximum ? MaxPool2D(window) as any OperationDefinition : AvgPool2D(window), to: y)[0]
      },
      forward: { x, w in
        x.convolved(w, ConvolutionGeometry()).pooled(window, largest: maximum)
      })
  }

  static let all: [ConvolutionGradientCase] = [
    convolution([2, 2, 5, 4], [3, 2, 3, 2]), convolution([1, 2, 5, 5], [2, 2, 3, 3], padding: 1),
    convolution([2, 2, 7, 6], [2, 2, 3, 3], stride: 2, padding: 1),
    convolution([1, 1, 8, 7], [2, 1, 2, 2], stride: 3),
    convolution([1, 2, 7, 7], [2, 2, 3, 2], padding: 2, dilation: 2),
    convolution([1, 1, 9, 8], [2, 1, 3, 3], stride: 2, padding: 2, dilation: 3),
    convolution([2, 4, 4, 5], [4, 2, 3, 3], padding: 1, groups: 2),
    convolution([1, 3, 5, 5], [3, 1, 3, 3], stride: 2, padding: 1, groups: 3),
    pool(2, stride: 2, padding: 0, maximum: true), pool(3, stride: 2, padding: 1, maximum: true),
    pool(3, stride: 1, padding: 1, maximum: true), pool(2, stride: 2, padding: 0, maximum: false),
    pool(3, stride: 2, padding: 1, maximum: false), pool(2, stride: 3, padding: 1, maximum: false),
    ConvolutionGradientCase(
      testDescription: "global average pooling of conv2d", xShape: [2, 2, 4, 5], wShape: [3, 2, 2, 2],
      build: { graph, x, w in
        let y = try graph.apply(Conv2D(), to: [x, w])[0]
        return try graph.apply(Reduce(.mean), to: [graph.view(y, as: [6, 12])])[0]
      },
      forward: { $0.convolved($1, ConvolutionGeometry()).reshaped([6, 12]).mean.reshaped([2, 3]) }),
    ConvolutionGradientCase(
      testDescription: "a residual: x + conv2d(x), filters used twice", xShape: [1, 2, 4, 4], wShape: [2, 2, 3, 3],
      build: { graph, x, w in
        let geometry = ConvolutionGeometry(padding: 1)
        let y = try graph.apply(Conv2D(geometry), to: [x, w])[0]
        let sum = try graph.apply(Add(), to: [y, x])[0]
        return try graph.apply(Add(), to: [graph.apply(Conv2D(geometry), to: [sum, w])[0], sum])[0]
      },
      forward: { x, w in
        let geometry = ConvolutionGeometry(padding: 1)
        let sum = x + x.convolved(w, geometry)
        return sum + sum.convolved(w, geometry)
      }),
  ]
}
