import ConcordGraph
import ConcordKit
import Testing

/// A small graph from parameters to logits, and the same in binary64.
struct GradientCase: Sendable, CustomTestStringConvertible {
  var testDescription: String
  /// Every input is a parameter, so that the gradient of each is checked.
  var shapes: [[Int]]
  /// [N, K].
  var logitsShape: [Int]
  var build: @Sendable (inout Graph, [Tensor]) throws(GraphError) -> Tensor
  /// The logits; the second argument takes the distance to the nearest kink.
  var forward: @Sendable ([[Double]], inout Double) -> Matrix

  static let all =
    products + activations + [
      GradientCase(
        testDescription: "bias_add", shapes: [[4, 3], [3, 5], [5]], logitsShape: [4, 5],
        build: { graph, p throws(GraphError) in
          try graph.apply(BiasAdd(), to: [graph.apply(MatMul(), to: [p[0], p[1]])[0], p[2]])[0]
        },
        forward: { p, _ in (Matrix(4, 3, p[0]) * Matrix(3, 5, p[1])).adding(p[2]) }),
      GradientCase(
        testDescription: "bias_add over positions, and views", shapes: [[4, 3], [3, 6], [2]], logitsShape: [4, 6],
        build: { graph, p throws(GraphError) in
          let product = try graph.apply(MatMul(), to: [p[0], p[1]])[0]
          let sum = try graph.apply(BiasAdd(), to: [graph.view(product, as: [4, 2, 3]), p[2]])[0]
          return try graph.view(sum, as: [4, 6])
        },
        forward: { p, _ in (Matrix(4, 3, p[0]) * Matrix(3, 6, p[1])).adding(p[2], positions: 3) }),
      GradientCase(
        testDescription: "activation relu", shapes: [[5, 3], [3, 7], [7, 4]], logitsShape: [5, 4],
        build: { graph, p throws(GraphError) in
          let hidden = try graph.apply(Activation(.relu), to: graph.apply(MatMul(), to: [p[0], p[1]]))[0]
          return try graph.apply(MatMul(), to: [hidden, p[2]])[0]
        },
        forward: { p, distance in (Matrix(5, 3, p[0]) * Matrix(3, 7, p[1])).relu(&distance) * Matrix(7, 4, p[2]) }),
      GradientCase(
        testDescription: "one parameter used three times", shapes: [[5, 4], [4, 4]], logitsShape: [5, 4],
        build: { graph, p throws(GraphError) in
          let hidden = try graph.apply(Activation(.relu), to: graph.apply(MatMul(), to: p))[0]
          let product = try graph.apply(MatMul(), to: [hidden, p[1]])[0]
          return try graph.apply(MatMul(transposeB: true), to: [product, p[1]])[0]
        },
        forward: { p, distance in
          let w = Matrix(4, 4, p[1])
          return (Matrix(5, 4, p[0]) * w).relu(&distance) * w * w.transposed
        }),
    ]

  /// c = a · b in all four transpose cases.
  private static let products = [(false, false), (true, false), (false, true), (true, true)].map { transposeA, transposeB in
    GradientCase(
      testDescription: "matmul" + (transposeA ? " aᵀ" : " a") + (transposeB ? " bᵀ" : " b"),
      shapes: [transposeA ? [3, 5] : [5, 3], transposeB ? [4, 3] : [3, 4]], logitsShape: [5, 4],
      build: { graph, p throws(GraphError) in
        try graph.apply(MatMul(transposeA: transposeA, transposeB: transposeB), to: p)[0]
      },
      forward: { p, _ in
        (transposeA ? Matrix(3, 5, p[0]).transposed : Matrix(5, 3, p[0]))
          * (transposeB ? Matrix(4, 3, p[1]).transposed : Matrix(3, 4, p[1]))
      })
  }
}
