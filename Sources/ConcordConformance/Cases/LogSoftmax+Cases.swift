import ConcordKit

extension LogSoftmaxOperation: ConformanceSubject {
  static func addCases(to list: inout CaseList) {
    for rows in RowShapes.all {
      list.add(LogSoftmaxOperation(), rows.parameters, inputs: [.values(rows.shape)], values: rows.values)
    }
  }
}
