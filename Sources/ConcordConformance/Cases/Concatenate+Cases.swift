import ConcordKit

extension Concatenate: ConformanceSubject {
  static func addCases(to list: inout CaseList) {
    for (index, example) in AxisShapes.all.enumerated() {
      for sizes in [[1], [5], [1, 1], [16, 17], [0, 0], [3, 0, 64], [2, 3, 1, 5, 7]] {
        list.add(
          Concatenate(axis: example.axis),
          ["x": CaseList.text(example.shape), "axis": example.axis, "sizes": CaseList.text(sizes)],
          inputs: sizes.map { .values(example.with($0)) },
          values: index % 4 == 0 && sizes.count == 2 ? ValueClass.allCases : [.normal, .bits])
      }
    }
  }
}
