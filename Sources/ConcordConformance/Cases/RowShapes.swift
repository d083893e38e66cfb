/// Rows of columns, for operations that reduce each row in 64 lanes.
struct RowShapes {
  var rows: Int
  var columns: Int
  /// The classes of values that it is run with.
  var values: [ValueClass]

  static let all = ([0] + Sizes.columns).enumerated().flatMap { index, columns in
    [0, 1, 5, 33].map { rows in
      let values: [ValueClass] =
        switch rows {
        case 0: [.normal]
        case 5 where index % 2 == 0: ValueClass.allCases
        default: ValueClass.some(index + rows)
        }
      return RowShapes(rows: rows, columns: columns, values: values)
    }
  }

  var shape: [Int] { [rows, columns] }

  var parameters: CaseParameters { ["rows": rows, "columns": columns] }
}
