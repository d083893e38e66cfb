import ConcordKit

/// Pairs of shapes that go together, for operations that stretch them: each axis there in both, in one or, as 1, in none; so are rows that
/// end amid a vector.
enum StretchedShapes {
  static let all: [([Int], [Int])] = [
    ([4, 3], [3]), ([3], [4, 3]), ([1], [33]), ([2, 3], []), ([], [1, 1]), ([5, 1], [1, 7]), ([17, 1], [17, 33]),
    ([3, 1, 65], [3, 4, 65]), ([2, 3, 4, 5], [1, 3, 1, 1]), ([2, 3, 4, 5], [3, 1, 1]), ([2, 3, 1, 1], [2, 3, 4, 5]),
    ([2, 1, 4, 5], [2, 3, 4, 5]), ([2, 1, 4, 1], [2, 3, 4, 5]), ([2, 3, 1], [2, 1, 16]), ([7, 16, 3], [7, 1, 1]),
    ([1, 257], [9, 1]), ([129, 1, 16], [1, 5, 16]), ([64, 31], [64, 1]), ([1, 1, 1], [3, 5, 7]), ([2, 2], [1, 2, 2]),
    ([2, 1, 3, 1, 2, 1, 2, 3], [1, 2, 1, 3, 1, 2, 2, 1]), ([1, 2, 1, 2, 1, 2, 1, 17], [2, 1, 2, 1, 2, 1, 2, 1]),
    ([0, 3], [1, 3]), ([2, 0], [1]), ([1, 3], [0, 1]),
  ]

  static func add(_ definition: any OperationDefinition, to list: inout CaseList) {
    for (index, (a, b)) in all.enumerated() {
      list.add(
        definition, ["a": CaseList.text(a), "b": CaseList.text(b)], inputs: [.values(a), .values(b)],
        values: index % 4 == 0 ? ValueClass.allCases : ValueClass.some(index))
    }
  }
}
