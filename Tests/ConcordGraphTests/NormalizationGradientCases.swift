import ConcordGraph
import ConcordKit

extension GradientCase {
  /// Normalisations of x, gamma and beta, all of them parameters.
  static let normalizations = [
    batchNorm([6, 3]), batchNorm([3, 2, 5]), batchNorm([2, 3, 2, 2]), groupNorm([2, 4, 3], groups: 2),
    groupNorm([3, 4], groups: 2), groupNorm([2, 3, 2, 2], groups: 1), groupNorm([2, 3, 5], groups: 3),
    // Layer normalisation.
    groupNorm([3, 7], groups: 1),
    GradientCase(
      testDescription: "group_norm after matmul, gamma and beta used twice", shapes: [[4, 3], [3, 6], [6], [6]],
      logitsShape: [4, 6],
      build: { graph, p throws(GraphError) in
        let first = try graph.apply(
          GroupNormOperation(groups: 2), to: [graph.apply(MatMul(), to: [p[0], p[1]])[0], p[2], p[3]])[0]
        return try graph.apply(GroupNormOperation(groups: 1), to: [first, p[2], p[3]])[0]
      },
      forward: { p, _ in
        let first = (Matrix(4, 3, p[0]) * Matrix(3, 6, p[1])).normalized(columnsTogether: 3)
        return first.scaled(p[2], p[3]).normalized(columnsTogether: 6).scaled(p[2], p[3])
      }),
  ]

  private static func batchNorm(_ shape: [Int]) -> GradientCase {
    let (samples, channels) = (shape[0], shape[1])
    let positions = shape.dropFirst(2).reduce(1, *)
    return GradientCase(
      testDescription: "batch_norm \(shape)", shapes: [shape, [channels], [channels]],
      logitsShape: [samples, channels * positions],
      build: { graph, p throws(GraphError) in
        let running = (0..<2).map { _ in graph.declare("running", TensorType([channels]), .state) }
        let y = try graph.apply(BatchNorm(), to: p + running)[0]
        return try graph.view(y, as: [samples, channels * positions])
      },
      forward: { p, _ in
        let x = Matrix(samples, channels * positions, p[0])
        return x.normalized(columnsTogether: positions, rowsTogether: samples).scaled(p[1], p[2], positions: positions)
      })
  }

  private static func groupNorm(_ shape: [Int], groups: Int) -> GradientCase {
    let (samples, channels) = (shape[0], shape[1])
    let positions = shape.dropFirst(2).reduce(1, *)
    return GradientCase(
      testDescription: "group_norm \(shape) in \(groups) groups", shapes: [shape, [channels], [channels]],
      logitsShape: [samples, channels * positions],
      build: { graph, p throws(GraphError) in
        try graph.view(graph.apply(GroupNormOperation(groups: groups), to: p)[0], as: [samples, channels * positions])
      },
      forward: { p, _ in
        let x = Matrix(samples, channels * positions, p[0])
        return x.normalized(columnsTogether: channels / groups * positions).scaled(p[1], p[2], positions: positions)
      })
  }
}

extension Matrix {
  /// Each block of so many neighbouring columns and rows, less its mean, by the root of its variance and 1e-5.
  func normalized(columnsTogether width: Int, rowsTogether height: Int = 1) -> Matrix {
    var result = self
    for top in stride(from: 0, to: rows, by: height) {
      for left in stride(from: 0, to: columns, by: width) {
        let places = (top..<(top + height)).flatMap { row in (left..<(left + width)).map { row * columns + $0 } }
        let mean = places.reduce(0) { $0 + values[$1] } / Double(places.count)
        let variance = places.reduce(0) { $0 + (values[$1] - mean) * (values[$1] - mean) } / Double(places.count)
        for place in places { result.values[place] = (values[place] - mean) / (variance + 1e-5).squareRoot() }
      }
    }
    return result
  }

  /// Times gamma plus beta, one of each for a block of `positions` columns.
  func scaled(_ gamma: [Double], _ beta: [Double], positions: Int = 1) -> Matrix {
    Matrix(rows, columns) { self[$0, $1] * gamma[$1 / positions] + beta[$1 / positions] }
  }
}
