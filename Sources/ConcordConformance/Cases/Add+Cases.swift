import ConcordKit

extension Add: ConformanceSubject {
  static func addCases(to list: inout CaseList) {
    for count in Sizes.elements + [Sizes.large] {
      list.add(
        Add(), ["n": count], inputs: [.values([count]), .values([count])],
        values: count == Sizes.large ? [.normal, .bits] : ValueClass.allCases)
    }
    for shape in [[], [1, 1, 1], [3, 5, 7], [2, 1, 3, 1, 2, 1, 2, 2]] {
      list.add(
        Add(), ["shape": CaseList.text(shape)], inputs: [.values(shape), .values(shape)], values: ValueClass.allCases)
    }
    StretchedShapes.add(Add(), to: &list)
  }
}
