import ConcordKit

extension Pad: ConformanceSubject {
  static func addCases(to list: inout CaseList) {
    for (index, example) in AxisShapes.all.enumerated() {
      for (before, after) in [(0, 0), (1, 0), (0, 1), (2, 3), (64, 65)] {
        list.add(
          Pad(axis: example.axis, before: before, after: after),
          ["x": CaseList.text(example.shape), "axis": example.axis, "before": before, "after": after],
          inputs: [.values(example.shape)],
          values: index % 4 == 0 && before == 2 ? ValueClass.allCases : [.normal, .bits])
      }
    }
  }
}
