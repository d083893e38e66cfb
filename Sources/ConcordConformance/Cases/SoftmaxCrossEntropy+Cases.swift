import ConcordKit

extension SoftmaxCrossEntropy: ConformanceSubject {
  static func addCases(to list: inout CaseList) {
    for (index, classes) in ([0] + Sizes.columns).enumerated() {
      for samples in [0, 1, 5, 33] {
        // One label in a while is no class.
        let labels = classes < 3 ? -1...Int32(classes) : 0...Int32(classes)
        list.add(
          SoftmaxCrossEntropy(), ["samples": samples, "classes": classes],
          inputs: [.values([samples, classes]), .integers([samples], labels)], scalars: [Float(1 / 33.0).bitPattern],
          values: samples == 5 ? ValueClass.allCases : samples == 0 ? [.normal] : ValueClass.some(index))
      }
    }
  }
}
