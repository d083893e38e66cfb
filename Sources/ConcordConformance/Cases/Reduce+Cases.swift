import ConcordKit

extension Reduce: ConformanceSubject {
  static func addCases(to list: inout CaseList) {
    for kind in Kind.allCases {
      for (index, columns) in ([0] + Sizes.columns).enumerated() {
        for rows in [0, 1, 5, 33] {
          list.add(
            Reduce(kind), ["operation": kind.rawValue, "rows": rows, "columns": columns], inputs: [.values([rows, columns])],
            values: rows == 5 ? ValueClass.allCases : rows == 0 ? [.normal] : ValueClass.some(index))
        }
        for (rows, inner) in [(3, 1), (1, 2), (2, 15), (3, 16), (2, 17), (1, 65), (0, 3), (3, 0)] {
          list.add(
            Reduce(kind), ["operation": kind.rawValue, "rows": rows, "columns": columns, "inner": inner],
            inputs: [.values([rows, columns, inner])],
            values: inner == 17 ? ValueClass.allCases : ValueClass.some(index + inner))
        }
      }
    }
  }
}
