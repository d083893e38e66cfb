import ConcordKit

extension CorrectCount: ConformanceSubject {
  static func addCases(to list: inout CaseList) {
    for rows in [0, 1, 2, 15, 16, 17, 63, 64, 65, 130, 257] {
      for classes in [1, 2, 10, 65] {
        let inputs: [CaseInput] = [.values([rows, classes]), .integers([rows], -1...Int32(classes))]
        let values: [ValueClass] = [.ties, .normal, .nans, .infinities]
        list.add(CorrectCount(), ["rows": rows, "classes": classes], inputs: inputs, values: values)
        list.add(
          CorrectCount(accumulate: true), ["rows": rows, "classes": classes, "accumulate": true],
          inputs: inputs + [.integers([1], -1000...1000)], values: [.ties, .zeros])
      }
    }
  }
}
