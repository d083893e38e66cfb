import ConcordKit

extension Multiply: ConformanceSubject {
  static func addCases(to list: inout CaseList) {
    for count in Sizes.elements + [Sizes.large] {
      list.add(
        Multiply(), ["n": count], inputs: [.values([count]), .values([count])], values: Sizes.values(count))
    }
    for shape in [[], [3, 5, 7], [2, 1, 3, 1, 2, 1, 2, 2]] {
      list.add(
        Multiply(), ["shape": CaseList.text(shape)], inputs: [.values(shape), .values(shape)], values: ValueClass.allCases)
    }
    StretchedShapes.add(Multiply(), to: &list)
  }
}
