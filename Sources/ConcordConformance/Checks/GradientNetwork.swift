import ConcordGraph
import ConcordKit

/// A small network from parameters to logits, as a graph and in binary64.
struct GradientNetwork: Sendable {
  let name: String
  /// Every input is a parameter, so that the gradient of each is checked.
  let shapes: [[Int]]
  let build: @Sendable (inout Graph, [Tensor]) throws(GraphError) -> Tensor
  let forward: @Sendable ([Mathematics]) -> Mathematics

  static let all = products + convolutions + pools + others

  private static let products = [(false, false), (true, false), (false, true), (true, true)].map { first, second in
    GradientNetwork(
      name: "matmul,a=\(first ? "km" : "mk"),b=\(second ? "nk" : "kn")",
      shapes: [first ? [3, 5] : [5, 3], second ? [4, 3] : [3, 4]],
      build: { graph, p throws(GraphError) in
        try graph.apply(MatMul(transposeA: first, transposeB: second), to: p)[0]
      },
      forward: { p in (first ? p[0].transposed : p[0]) * (second ? p[1].transposed : p[1]) })
  }

  /// Two matrices whose product has as many rows as there are samples, and the elements of the images: images cannot be parameters,
  /// since their gradients would have to be copied.
  private static func factors(of x: [Int]) -> [[Int]] { [[x[0], 3], [3, x.dropFirst().reduce(1, *)]] }

  private static func images(_ x: [Int], _ p: [Tensor], _ graph: inout Graph) throws(GraphError) -> Tensor {
    try graph.view(graph.apply(MatMul(), to: [p[0], p[1]])[0], as: x)
  }

  private static let geometries: [(String, [Int], [Int], ConvolutionGeometry)] = [
    ("plain", [2, 2, 4, 5], [2, 2, 3, 3], ConvolutionGeometry()),
    ("padding", [2, 2, 3, 3], [2, 2, 3, 3], ConvolutionGeometry(padding: 1)),
    ("stride", [2, 2, 5, 6], [2, 2, 3, 2], ConvolutionGeometry(stride: 2, padding: 1)),
    ("dilation", [1, 2, 6, 5], [2, 2, 2, 2], ConvolutionGeometry(padding: 1, dilation: 2)),
    ("groups", [2, 4, 3, 3], [4, 2, 2, 2], ConvolutionGeometry(groups: 2)),
  ]

  private static let convolutions = geometries.map { name, x, w, geometry in
    GradientNetwork(
      name: "conv2d,\(name)", shapes: factors(of: x) + [w, [w[0]]],
      build: { graph, p throws(GraphError) in
        let images = try images(x, p, &graph)
        let y = try graph.apply(Conv2DOperation(geometry), to: [images, p[2]])[0]
        let sum = try graph.apply(BiasAdd(), to: [y, p[3]])[0]
        return try graph.view(sum, as: [x[0], graph[y].type.elementCount / x[0]])
      },
      forward: { p in
        let y = (p[0] * p[1]).reshaped(x).convolved(p[2], geometry).adding(bias: p[3])
        return y.reshaped([x[0], y.values.count / x[0]])
      })
  }

  private static let pools = [true, false].map { largest in
    GradientNetwork(
      name: largest ? "max_pool2d" : "avg_pool2d", shapes: factors(of: [2, 2, 5, 5]),
      build: { graph, p throws(GraphError) in
        let images = try images([2, 2, 5, 5], p, &graph)
        let window = PoolWindow(3, stride: 2, padding: 1)
        let y =
          largest
          ? try graph.apply(MaxPool2DOperation(window), to: [images])[0]
          : try graph.apply(AvgPool2DOperation(window), to: [images])[0]
        return try graph.view(y, as: [2, 18])
      },
      forward: { p in
        (p[0] * p[1]).reshaped([2, 2, 5, 5]).pooled(PoolWindow(3, stride: 2, padding: 1), largest: largest)
          .reshaped([2, 18])
      })
  }

  private static let others = [
    GradientNetwork(
      name: "activation,relu", shapes: [[4, 3], [3, 6], [6], [6, 4]],
      build: { graph, p throws(GraphError) in
        let sum = try graph.apply(BiasAdd(), to: [graph.apply(MatMul(), to: [p[0], p[1]])[0], p[2]])[0]
        let hidden = try graph.apply(Activation(.relu), to: [sum])[0]
        return try graph.apply(MatMul(), to: [hidden, p[3]])[0]
      },
      forward: { p in (p[0] * p[1]).adding(bias: p[2]).relu * p[3] }),
    GradientNetwork(
      name: "add,two readers", shapes: [[4, 3], [3, 3]],
      build: { graph, p throws(GraphError) in
        let product = try graph.apply(MatMul(), to: p)[0]
        let again = try graph.apply(MatMul(), to: [product, p[1]])[0]
        return try graph.apply(Add(), to: [product, again])[0]
      },
      forward: { p in
        let product = p[0] * p[1]
        return product + product * p[1]
      }),
    GradientNetwork(
      name: "reduce,mean", shapes: [[6, 2], [2, 5]],
      build: { graph, p throws(GraphError) in
        let means = try graph.apply(Reduce(.mean), to: graph.apply(MatMul(), to: p))[0]
        return try graph.view(means, as: [2, 3])
      },
      forward: { p in (p[0] * p[1]).mean.reshaped([2, 3]) }),
  ]
}
