import ConcordKit

extension Scale: ConformanceSubject {
  static func addCases(to list: inout CaseList) {
    for count in Sizes.elements + [Sizes.large] {
      list.add(Scale(), ["n": count], inputs: [.values([count]), .values([1])], values: Sizes.values(count))
    }
    for shape in [[], [3, 5, 7]] {
      list.add(
        Scale(), ["shape": CaseList.text(shape)], inputs: [.values(shape), .values([1])], values: ValueClass.allCases)
    }
  }
}
