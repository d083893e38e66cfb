import ConcordKit

extension SGDUpdate: ConformanceSubject {
  static func addCases(to list: inout CaseList) {
    for (rate, counts) in [(Float(0.1), Sizes.elements + [Sizes.large]), (0x1p-120, [65]), (0, [65]), (-3, [65])] {
      for count in counts {
        list.add(
          SGDUpdate(), ["n": count, "rate": rate], inputs: [.values([count]), .values([count])],
          scalars: [rate.bitPattern], values: count == Sizes.large ? [.normal] : ValueClass.allCases)
      }
    }
    let decays: [(Double, [Int])] = [(5e-4, [0, 1, 17, 65, 257, 4099]), (2, [65])]
    for (decay, counts) in decays {
      for count in counts {
        list.add(
          SGDUpdate(weightDecay: decay), ["n": count, "weight_decay": decay],
          inputs: [.values([count]), .values([count])], scalars: [Float(0.1).bitPattern], values: Sizes.values(count))
      }
    }
  }
}
