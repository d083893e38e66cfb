import ConcordKit

extension RMSpropUpdate: ConformanceSubject {
  static func addCases(to list: inout CaseList) {
    let variants: [(Double, Double, Double, [Int])] = [
      (0.99, 1e-8, 0, Sizes.elements + [Sizes.large]), (0.99, 1e-8, 0.01, [0, 1, 17, 65, 257]), (0, 0, 0, [65]),
      (1, 0.5, 2, [65]),
    ]
    for (alpha, epsilon, decay, counts) in variants {
      for count in counts {
        list.add(
          RMSpropUpdate(alpha: alpha, epsilon: epsilon, weightDecay: decay),
          ["n": count, "alpha": alpha, "epsilon": epsilon, "weight_decay": decay],
          inputs: [.values([count]), .values([count]), .magnitudes([count])], scalars: [Float(0.01).bitPattern],
          values: Sizes.values(count))
      }
    }
  }
}
