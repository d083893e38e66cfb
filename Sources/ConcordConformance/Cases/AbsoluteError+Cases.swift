import ConcordKit

extension AbsoluteError: ConformanceSubject {
  static func addCases(to list: inout CaseList) {
    for rows in RowShapes.all {
      for delta in [Float(0), 0.75] where delta == 0 || rows.rows != 33 {
        list.add(
          AbsoluteError(delta: delta), ["rows": rows.rows, "columns": rows.columns, "delta": delta],
          inputs: [.values(rows.shape), .values(rows.shape)], scalars: [Float(1 / 33.0).bitPattern], values: rows.values)
      }
    }
  }
}
