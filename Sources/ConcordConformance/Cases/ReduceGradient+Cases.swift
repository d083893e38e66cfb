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
      }
    }
  }
}
