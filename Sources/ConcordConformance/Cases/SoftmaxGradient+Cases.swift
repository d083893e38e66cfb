import ConcordKit

extension SoftmaxGradient: ConformanceSubject {
  static func addCases(to list: inout CaseList) {
    for rows in RowShapes.all {
      list.add(
        SoftmaxGradient(), rows.parameters, inputs: [.values(rows.shape), .values(rows.shape)], values: rows.values)
    }
  }
}
