import ConcordGraph
import ConcordKit
import Foundation

extension GradientCase {
  /// Every activation, softmax and its logarithm, each between two products.
  static let activations =
    [
      hidden("activation leaky_relu", Activation(.leakyReLU, slope: 0.25)) { x, distance in
        distance = min(distance, x.values.map(abs).min() ?? .infinity)
        return x.map { $0 > 0 ? $0 : 0.25 * $0 }
      },
      hidden("activation sigmoid", Activation(.sigmoid)) { x, _ in x.map { 1 / (1 + exp(-$0)) } },
      hidden("activation tanh", Activation(.tanh)) { x, _ in x.map { tanh($0) } },
      hidden("activation gelu", Activation(.gelu)) { x, _ in x.map { $0 * (1 + erf($0 / 2.0.squareRoot())) / 2 } },
      hidden("activation gelu_tanh", Activation(.geluTanh)) { x, _ in
        x.map { $0 * (1 + tanh((2 / Double.pi).squareRoot() * ($0 + 0.044715 * $0 * $0 * $0))) / 2 }
      },
      hidden("activation silu", Activation(.silu)) { x, _ in x.map { $0 / (1 + exp(-$0)) } },
      hidden("softmax", SoftmaxOperation()) { x, _ in x.softmax },
      hidden("log_softmax", LogSoftmaxOperation()) { x, _ in x.softmax.map { log($0) } },
    ]

  private static func hidden(
    _ name: String, _ definition: any OperationDefinition,
    _ function: @escaping @Sendable (Matrix, inout Double) -> Matrix
  ) -> GradientCase {
    GradientCase(
      testDescription: name, shapes: [[5, 3], [3, 7], [7, 4]], logitsShape: [5, 4],
      build: { graph, p throws(GraphError) in
        let hidden = try graph.apply(definition, to: graph.apply(MatMul(), to: [p[0], p[1]]))[0]
        return try graph.apply(MatMul(), to: [hidden, p[2]])[0]
      },
      forward: { p, distance in function(Matrix(5, 3, p[0]) * Matrix(3, 7, p[1]), &distance) * Matrix(7, 4, p[2]) })
  }
}

extension Matrix {
  func map(_ function: (Double) -> Double) -> Matrix { Matrix(rows, columns, values.map(function)) }

  /// Of each row.
  var softmax: Matrix {
    Matrix(rows, columns) { i, j in
      exp(self[i, j]) / (0..<columns).reduce(0) { $0 + exp(self[i, $1]) }
    }
  }
}
