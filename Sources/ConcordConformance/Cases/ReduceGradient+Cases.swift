import ConcordKit

extension ReduceGradient: ConformanceSubject {
  static func addCases(to list: inout CaseList) {
    for kind in [Reduce.Kind.sum, .mean] {
      for columns in [1, 2, 3, 16, 64, 65] {
        for rows in [0, 1, 2, 7, 16, 33, 129] {
          list.add(
            ReduceGradient(kind, columns: columns), ["operation": kind.rawValue, "rows": rows, "columns": columns],
            inputs: [.values([rows])], values: rows == 33 ? ValueClass.allCases : ValueClass.some(rows + columns))
        }
        for (rows, inner) in [(3, 1), (2, 15), (3, 16), (2, 17), (1, 65), (0, 3), (3, 0)] {
          list.add(
            ReduceGradient(kind, columns: columns),
            ["operation": kind.rawValue, "rows": rows, "columns": columns, "inner": inner], inputs: [.values([rows, inner])],
            values: inner == 17 ? ValueClass.allCases : ValueClass.some(inner + columns))
        }
      }
    }
  }
}
