import ConcordKit

extension BinaryCrossEntropyOperation: ConformanceSubject {
  static func addCases(to list: inout CaseList) {
    for rows in RowShapes.all {
      list.add(
        BinaryCrossEntropyOperation(), rows.parameters, inputs: [.values(rows.shape), .values(rows.shape)],
        scalars: [Float(1 / 33.0).bitPattern], values: rows.values)
    }
  }
}
