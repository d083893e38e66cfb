import ConcordKit

extension SoftmaxOperation: ConformanceSubject {
  /// Samples, what lies between, queries and keys.
  private static let masked = [
    [1, 1, 1], [2, 3, 5], [3, 2, 4, 4], [2, 1, 7, 65], [2, 2, 65, 33], [1, 3, 64, 129], [5, 33, 17], [0, 2, 3], [2, 0, 3],
    [2, 3, 0],
    [3, 2, 2, 2, 10],
  ]

  static func addCases(to list: inout CaseList) {
    for rows in RowShapes.all {
      list.add(SoftmaxOperation(), rows.parameters, inputs: [.values(rows.shape)], values: rows.values)
    }
    for (index, shape) in masked.enumerated() {
      let lengths = CaseInput.integers([shape[0]], -1...Int32(shape[shape.count - 1] + 1))
      for (name, causal, isPadded) in [("causal", true, false), ("lengths", false, true), ("both", true, true)] {
        list.add(
          SoftmaxOperation(causal: causal, lengths: isPadded), ["x": CaseList.text(shape)], with: name,
          inputs: [.values(shape)] + (isPadded ? [lengths] : []),
          values: index % 3 == 0 ? ValueClass.allCases : ValueClass.some(index))
      }
    }
  }
}
