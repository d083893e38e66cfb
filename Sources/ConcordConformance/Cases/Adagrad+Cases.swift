import ConcordKit

extension AdagradUpdate: ConformanceSubject {
  static func addCases(to list: inout CaseList) {
    let variants: [(Double, Double, [Int])] = [
      (1e-10, 0, Sizes.elements + [Sizes.large]), (1e-10, 0.01, [0, 1, 17, 65, 257]), (0, 0, [65]), (0.5, 2, [65]),
    ]
    for (epsilon, decay, counts) in variants {
      for count in counts {
        list.add(
          AdagradUpdate(epsilon: epsilon, weightDecay: decay), ["n": count, "epsilon": epsilon, "weight_decay": decay],
          inputs: [.values([count]), .values([count]), .magnitudes([count])], scalars: [Float(0.01).bitPattern],
          values: Sizes.values(count))
      }
    }
  }
}
