import ConcordKit

extension SoftmaxCrossEntropy: ConformanceSubject {
  static func addCases(to list: inout CaseList) {
    for (index, classes) in ([0] + Sizes.columns).enumerated() {
      for samples in [0, 1, 5, 33] {
        // One label in a while is no class.
        let labels = classes < 3 ? -1...Int32(classes) : 0...Int32(classes)
        let inputs: [CaseInput] = [.values([samples, classes]), .integers([samples], labels)]
        let scalars = [Float(1 / 33.0).bitPattern]
        list.add(
          SoftmaxCrossEntropy(), ["samples": samples, "classes": classes], inputs: inputs, scalars: scalars,
          values: samples == 5 ? ValueClass.allCases : samples == 0 ? [.normal] : ValueClass.some(index))
        for smoothing in [Float(0.1), 1] where samples == (smoothing == 1 ? 33 : 5) || classes == 0 {
          list.add(
            SoftmaxCrossEntropy(labelSmoothing: smoothing),
            ["samples": samples, "classes": classes, "label_smoothing": smoothing], inputs: inputs, scalars: scalars,
            values: index % 4 == 0 ? ValueClass.allCases : ValueClass.some(index))
        }
      }
    }
  }
}
