import ConcordKit

extension LogSoftmaxGradient: ConformanceSubject {
  static func addCases(to list: inout CaseList) {
    for rows in RowShapes.all {
      list.add(
        LogSoftmaxGradient(), rows.parameters, inputs: [.values(rows.shape), .values(rows.shape)], values: rows.values)
    }
  }
}
