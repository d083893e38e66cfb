import ConcordKit

extension PermuteOperation: ConformanceSubject {
  private static let examples: [([Int], [Int])] = [
    ([], []), ([5], [0]), ([3, 5], [0, 1]), ([3, 5], [1, 0]), ([33, 65], [1, 0]), ([2, 3, 4], [2, 0, 1]),
    ([2, 17, 5], [0, 2, 1]),
    ([2, 5, 3, 16], [0, 2, 1, 3]), ([3, 7, 2, 33], [0, 2, 1, 3]), ([2, 4, 3, 2, 17], [2, 0, 3, 1, 4]),
    ([2, 1, 3, 4], [3, 1, 2, 0]),
    ([2, 3, 2, 2, 3, 2, 2, 5], [7, 5, 3, 1, 6, 4, 2, 0]), ([0, 3, 2], [2, 1, 0]), ([3, 0], [1, 0]), ([1, 1], [1, 0]),
    ([64, 1, 48, 3], [0, 3, 2, 1]),
  ]

  private static let inParts: [([Int], [Int])] = [
    ([1], [0]), ([3], [0]), ([3, 5], [1, 0]), ([2, 3, 17], [1, 0, 2]), ([2, 5, 3, 2, 16], [2, 0, 3, 1, 4]),
    ([4, 7, 2], [2, 1, 0]),
    ([2, 0, 3], [2, 0, 1]),
  ]

  static func addCases(to list: inout CaseList) {
    for (index, (shape, axes)) in examples.enumerated() {
      add(PermuteOperation(axes), shape, index % 4 == 0 ? ValueClass.allCases : [.normal, .bits], to: &list)
    }
    for (shape, axes) in inParts {
      let outputs = PermuteOperation(axes, parts: .outputs)
      add(outputs, shape, [.normal, .bits], to: &list)
      add(outputs.inverse, axes.map { shape[$0] }, [.normal, .bits], to: &list)
    }
  }

  private static func add(_ operation: PermuteOperation, _ shape: [Int], _ values: [ValueClass], to list: inout CaseList) {
    list.add(
      operation,
      [
        "x": CaseList.text(shape), "axes": operation.axes.map(String.init).joined(separator: ""),
        "parts": operation.parts.rawValue,
      ],
      inputs: operation.parts == .inputs
        ? (0..<shape[0]).map { _ in .values(Array(shape.dropFirst())) } : [.values(shape)], values: values)
  }
}
