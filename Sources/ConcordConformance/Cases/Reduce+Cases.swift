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
      }
    }
  }
}
