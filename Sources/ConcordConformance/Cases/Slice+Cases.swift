import ConcordKit

extension Slice: ConformanceSubject {
  static func addCases(to list: inout CaseList) {
    for (index, example) in AxisShapes.all.enumerated() {
      let size = example.shape[example.axis]
      let parts = [(0, size), (0, 0), (size, 0), (0, size / 2), (size / 2, size - size / 2), (size / 3, min(1, size))]
      for (number, (start, length)) in parts.enumerated() {
        list.add(
          Slice(axis: example.axis, start: start, length: length),
          ["x": CaseList.text(example.shape), "axis": example.axis, "start": start, "length": length],
          with: "part \(number)", inputs: [.values(example.shape)],
          values: index % 4 == 0 && number == 4 ? ValueClass.allCases : [.normal, .bits])
      }
    }
  }
}
