import ConcordKit

extension Softmax: ConformanceSubject {
  static func addCases(to list: inout CaseList) {
    for rows in RowShapes.all {
      list.add(Softmax(), rows.parameters, inputs: [.values(rows.shape)], values: rows.values)
    }
  }
}
