import ConcordKit
import ConcordNumerics

/// An operation whose kernels have tiles to choose from.
protocol TunableOperation: OpenCLOperation {
  /// Small forms of the operation on such inputs that meet all edges of a tile of so many rows and columns, with their inputs.
  func samples(
    rows: Int, columns: Int, of inputs: [TensorType]
  ) -> [(operation: any TunableOperation, inputs: [TensorType])]

  /// Its output by definition: each element a chain of `ConcordNumerics`.
  func expected(_ inputs: [[Float]], _ shapes: [[Int]]) -> [Float]
}

extension MatMul: TunableOperation {
  func samples(
    rows: Int, columns: Int, of inputs: [TensorType]
  ) -> [(operation: any TunableOperation, inputs: [TensorType])] {
    [(1, 1, 3), (rows, columns, 32), (rows + 3, columns + 5, 37), (2 * rows - 1, 3, 300)].map { m, n, k in
      let factors = [TensorType(transposeA ? [k, m] : [m, k]), TensorType(transposeB ? [n, k] : [k, n])]
      return (self, factors + (bias ? [TensorType([n])] : []) + (accumulate ? [TensorType([m, n])] : []))
    }
  }

  func expected(_ inputs: [[Float]], _ shapes: [[Int]]) -> [Float] {
    let (m, n, k) = dimensions(shapes.map { TensorType($0) })
    return (0..<m * n).map { element in
      let (i, j) = (element / n, element % n)
      var sum = FusedChain.dot(
        count: k, from: accumulate ? inputs[inputs.count - 1][element] : 0,
        { inputs[0][transposeA ? $0 * m + i : i * k + $0] }, { inputs[1][transposeB ? j * k + $0 : $0 * n + j] })
      if bias { sum = sum + inputs[2][j] }
      return activation == .relu && sum <= 0 ? 0 : sum
    }
  }
}
