import ConcordKit

extension BiasAdd: ConformanceSubject {
  static func addCases(to list: inout CaseList) {
    for (index, shape) in ChannelShapes.all.enumerated() {
      list.add(
        BiasAdd(), ["x": CaseList.text(shape)], inputs: [.values(shape), .values([shape[1]])],
        values: index % 2 == 0 ? ValueClass.allCases : ValueClass.some(index))
    }
  }
}
