import ConcordKit

extension MomentumUpdate: ConformanceSubject {
  static func addCases(to list: inout CaseList) {
    let variants: [(Double, Double, [Int])] = [
      (0.9, 0, Sizes.elements + [Sizes.large]), (0.9, 5e-4, [0, 1, 17, 65, 257]), (0, 0, [65]), (1, 2, [65]),
    ]
    for nesterov in [false, true] {
      for (momentum, decay, counts) in variants {
        for count in counts {
          list.add(
            MomentumUpdate(momentum: momentum, nesterov: nesterov, weightDecay: decay),
            ["n": count, "momentum": momentum, "nesterov": nesterov, "weight_decay": decay],
            inputs: [.values([count]), .values([count]), .values([count])], scalars: [Float(0.1).bitPattern],
            values: Sizes.values(count))
        }
      }
    }
  }
}
