import Foundation

/// Mathematics in binary64, written from the definitions, for gradient checks.
struct Matrix {
  var rows: Int
  var columns: Int
  var values: [Double]

  init(_ rows: Int, _ columns: Int, _ values: [Double]) {
    precondition(values.count == rows * columns)
    self.rows = rows
    self.columns = columns
    self.values = values
  }

  init(_ rows: Int, _ columns: Int, _ element: (Int, Int) -> Double) {
    self.init(rows, columns, (0..<rows * columns).map { element($0 / columns, $0 % columns) })
  }

  subscript(row: Int, column: Int) -> Double { values[row * columns + column] }

  var transposed: Matrix { Matrix(columns, rows) { self[$1, $0] } }

  static func * (a: Matrix, b: Matrix) -> Matrix {
    precondition(a.columns == b.rows)
    return Matrix(a.rows, b.columns) { i, j in (0..<a.columns).reduce(0) { $0 + a[i, $1] * b[$1, j] } }
  }

  /// A bias for each column, or for each block of `positions` columns.
  func adding(_ bias: [Double], positions: Int = 1) -> Matrix {
    Matrix(rows, columns) { self[$0, $1] + bias[$1 / positions] }
  }

  /// max(x, 0). Records how near the kink an element came: finite differences mean nothing across it.
  func relu(_ distance: inout Double) -> Matrix {
    distance = min(distance, values.map(abs).min() ?? .infinity)
    return Matrix(rows, columns, values.map { max($0, 0) })
  }

  /// scale · Σ_n -log softmax(x_n)[label_n].
  func crossEntropy(_ labels: [Int32], scale: Double) -> Double {
    (0..<rows).reduce(0) { sum, n in
      let row = (0..<columns).map { self[n, $0] }
      return sum + scale * (log(row.reduce(0) { $0 + exp($1) }) - row[Int(labels[n])])
    }
  }
}
