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
  }
}
