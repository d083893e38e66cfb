import ConcordKit

extension LogSoftmax: ConformanceSubject {
  static func addCases(to list: inout CaseList) {
    for rows in RowShapes.all {
      list.add(LogSoftmax(), rows.parameters, inputs: [.values(rows.shape)], values: rows.values)
    }
  }
}
