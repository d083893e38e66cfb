import ConcordKit

extension DropoutOperation: ConformanceSubject {
  /// Low and high half of the seed, step, first sample: also such that an element's number takes more than 32 bits.
  private static let runs: [[UInt32]] = [
    [0, 0, 1, 0], [7, 0, 3, 5], [0x89ab_cdef, 0x0123_4567, 1000, 256], [1, 0xffff_ffff, 0xffff_ffff, 0xffff_fffe],
  ]

  private static let shapes = [
    [0], [1], [2], [5, 0], [1, 7], [3, 16], [7, 3], [2, 17], [5, 63], [3, 64], [2, 65], [3, 2, 5, 7], [33, 257], [4099],
    [0, 3],
  ]

  static func addCases(to list: inout CaseList) {
    for (index, shape) in shapes.enumerated() {
      for (number, probability) in [0, 0.1, 0.5, 1].enumerated() {
        for (other, scalars) in runs.enumerated() where (index + number + other) % 2 == 0 {
          list.add(
            DropoutOperation(probability: probability, layer: [0, 1, 0xff_ffff][(index + other) % 3]),
            [
              "x": CaseList.text(shape), "probability": probability, "seed": "\(scalars[1]):\(scalars[0])",
              "step": scalars[2], "first": scalars[3],
            ], inputs: [.values(shape)], scalars: scalars,
            values: shape == [2, 65] ? ValueClass.allCases : ValueClass.some(index + other))
        }
      }
    }
    list.add(
      DropoutOperation(probability: 0.5, layer: 2), ["x": "7x37449", "probability": 0.5], inputs: [.values([7, 37_449])],
      scalars: [1, 2, 3, 4], values: [.normal, .bits])
  }
}
