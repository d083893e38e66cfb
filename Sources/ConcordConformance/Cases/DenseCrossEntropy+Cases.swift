import ConcordKit

extension DenseCrossEntropy: ConformanceSubject {
  /// Samples, classes and positions; each of them is 0 once.
  private static let shapes = [
    [1, 1, 1], [33, 10, 1], [2, 2, 3], [3, 5, 7], [1, 19, 65], [5, 21, 16], [2, 33, 31], [2, 63, 5], [3, 64, 9], [1, 65, 17],
    [2, 100, 3], [1, 129, 257], [2, 257, 33], [1, 3, 1009], [0, 3, 4], [3, 0, 4], [3, 4, 0],
  ]

  private static let variants: [(String, DenseCrossEntropy)] = [
    ("plain", DenseCrossEntropy()), ("weights", DenseCrossEntropy(weighted: true)),
    // Every third label or so.
    ("ignored", DenseCrossEntropy(ignoredLabel: 1)), ("ignored beyond", DenseCrossEntropy(ignoredLabel: -1)),
    ("smoothing", DenseCrossEntropy(labelSmoothing: 0.1)),
    ("all", DenseCrossEntropy(labelSmoothing: 0.25, weighted: true, ignoredLabel: -1)),
    ("all of it", DenseCrossEntropy(labelSmoothing: 1, weighted: true)),
  ]

  static func addCases(to list: inout CaseList) {
    for (index, shape) in shapes.enumerated() {
      for (number, (name, variant)) in variants.enumerated() {
        let (samples, classes, positions) = (shape[0], shape[1], shape[2])
        var inputs: [CaseInput] = [.values(shape), .integers([samples, positions], -1...Int32(classes))]
        if variant.weighted { inputs.append(index % 2 == 0 ? .values([classes]) : .magnitudes([classes])) }
        list.add(
          variant, ["samples": samples, "classes": classes, "positions": positions, "with": name], inputs: inputs,
          scalars: [Float(1 / 33.0).bitPattern],
          values: index == 3 || (index == 8 && number > 4) ? ValueClass.allCases : ValueClass.some(index + number))
      }
    }
  }
}
