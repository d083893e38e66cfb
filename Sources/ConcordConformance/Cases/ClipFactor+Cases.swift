import ConcordKit

extension ClipFactor: ConformanceSubject {
  static func addCases(to list: inout CaseList) {
    // Around the blocks of 4,096 elements, and around 64 of them.
    let tensors = [
      [[0]], [[1]], [[65]], [[4096]], [[4097]], [[0], [0]], [[3, 5], [7], [0], [2, 2, 2]], [[4095], [1], [4098]],
      [[Sizes.large]], [[258_048]], Array(repeating: [5], count: 65), [[]],
    ]
    for (index, shapes) in tensors.enumerated() {
      let name = shapes.count > 9 ? "\(shapes.count) of 5" : shapes.map(CaseList.text).joined(separator: "+")
      let isLarge = shapes[0].reduce(1, *) > 100_000
      for norm in isLarge ? [1] : [0, 0.01, 1, 1e30] {
        list.add(
          ClipFactor(maximumNorm: norm), ["x": name, "maximum_norm": norm], inputs: shapes.map { .values($0) },
          values: norm == 1 && !isLarge ? ValueClass.allCases : ValueClass.some(index))
      }
    }
  }
}
