import ConcordGraph
import ConcordKit

extension Matrix {
  /// a × b, element by element.
  static func hadamard(_ a: Matrix, _ b: Matrix) -> Matrix { Matrix(a.rows, a.columns) { a[$0, $1] * b[$0, $1] } }

  /// Columns of a, then of b.
  static func joined(_ a: Matrix, _ b: Matrix) -> Matrix {
    Matrix(a.rows, a.columns + b.columns) { $1 < a.columns ? a[$0, $1] : b[$0, $1 - a.columns] }
  }

  /// The elements row by row as another matrix.
  func reshaped(_ rows: Int, _ columns: Int) -> Matrix { Matrix(rows, columns, values) }

  func columns(_ range: Range<Int>) -> Matrix { Matrix(rows, range.count) { self[$0, range.lowerBound + $1] } }
}

extension GradientCase {
  /// Operations that move elements, and the product.
  static let shaping: [GradientCase] = [
    GradientCase(
      testDescription: "multiply", shapes: [[4, 3], [3, 5], [3, 5]], logitsShape: [4, 5],
      build: { graph, p throws(GraphError) in
        let (a, b) = (try graph.apply(MatMul(), to: [p[0], p[1]])[0], try graph.apply(MatMul(), to: [p[0], p[2]])[0])
        return try graph.apply(Multiply(), to: [a, b])[0]
      },
      forward: { p, _ in
        let a = Matrix(4, 3, p[0])
        return .hadamard(a * Matrix(3, 5, p[1]), a * Matrix(3, 5, p[2]))
      }),
    GradientCase(
      testDescription: "a square, by multiply with itself", shapes: [[4, 3], [3, 5]], logitsShape: [4, 5],
      build: { graph, p throws(GraphError) in
        let a = try graph.apply(MatMul(), to: p)[0]
        return try graph.apply(Multiply(), to: [a, a])[0]
      },
      forward: { p, _ in
        let a = Matrix(4, 3, p[0]) * Matrix(3, 5, p[1])
        return .hadamard(a, a)
      }),
    GradientCase(
      testDescription: "concatenate columns, one input twice", shapes: [[4, 3], [3, 5], [3, 2], [12, 3]], logitsShape: [4, 3],
      build: { graph, p throws(GraphError) in
        let (a, b) = (try graph.apply(MatMul(), to: [p[0], p[1]])[0], try graph.apply(MatMul(), to: [p[0], p[2]])[0])
        return try graph.apply(MatMul(), to: [graph.apply(Concatenate(axis: 1), to: [a, b, a])[0], p[3]])[0]
      },
      forward: { p, _ in
        let x = Matrix(4, 3, p[0])
        let (a, b) = (x * Matrix(3, 5, p[1]), x * Matrix(3, 2, p[2]))
        return .joined(.joined(a, b), a) * Matrix(12, 3, p[3])
      }),
    GradientCase(
      testDescription: "pad, then slice, of the middle axis", shapes: [[4, 3], [3, 6], [8, 3]], logitsShape: [4, 3],
      build: { graph, p throws(GraphError) in
        // [4, 3, 2], with an axis of 1 + 3 + 2 places, of which the places 1 ..< 5 are kept: three of x and one zero.
        let x = try graph.view(graph.apply(MatMul(), to: [p[0], p[1]])[0], as: [4, 3, 2])
        let padded = try graph.apply(Pad(axis: 1, before: 1, after: 2), to: [x])
        let kept = try graph.apply(Slice(axis: 1, start: 1, length: 4), to: padded)[0]
        return try graph.apply(MatMul(), to: [graph.view(kept, as: [4, 8]), p[2]])[0]
      },
      forward: { p, _ in
        let x = Matrix(4, 3, p[0]) * Matrix(3, 6, p[1])
        return .joined(x, Matrix(4, 2) { _, _ in 0 }) * Matrix(8, 3, p[2])
      }),
    GradientCase(
      testDescription: "two slices of one tensor", shapes: [[4, 3], [3, 7]], logitsShape: [4, 4],
      build: { graph, p throws(GraphError) in
        let x = try graph.apply(MatMul(), to: p)
        let a = try graph.apply(Slice(axis: 1, start: 0, length: 4), to: x)[0]
        let b = try graph.apply(Slice(axis: 1, start: 3, length: 4), to: x)[0]
        return try graph.apply(Multiply(), to: [a, b])[0]
      },
      forward: { p, _ in
        let x = Matrix(4, 3, p[0]) * Matrix(3, 7, p[1])
        return .hadamard(x.columns(0..<4), x.columns(3..<7))
      }),
  ]
}
