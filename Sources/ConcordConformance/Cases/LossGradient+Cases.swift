import ConcordKit

extension LossGradient: ConformanceSubject {
  static func addCases(to list: inout CaseList) {
    for count in Sizes.elements + [Sizes.large] {
      list.add(
        LossGradient(), ["n": count], inputs: [.values([count])], scalars: [Float(1 / 33.0).bitPattern],
        values: Sizes.values(count))
    }
  }
}
