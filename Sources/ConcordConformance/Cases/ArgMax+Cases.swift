import ConcordKit

extension ArgMax: ConformanceSubject {
  static func addCases(to list: inout CaseList) {
    for (index, columns) in Sizes.columns.enumerated() {
      for rows in [0, 1, 3, 17] {
        list.add(
          ArgMax(), ["rows": rows, "columns": columns], inputs: [.values([rows, columns])],
          values: rows == 3 ? ValueClass.allCases : [.ties] + ValueClass.some(index).filter { $0 != .ties })
      }
    }
  }
}
