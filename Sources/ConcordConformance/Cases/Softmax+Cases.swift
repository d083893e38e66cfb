import ConcordKit

extension SoftmaxOperation: ConformanceSubject {
  static func addCases(to list: inout CaseList) {
    for rows in RowShapes.all {
      list.add(SoftmaxOperation(), rows.parameters, inputs: [.values(rows.shape)], values: rows.values)
    }
  }
}
