import ConcordKit

extension BatchSum: ConformanceSubject {
  static func addCases(to list: inout CaseList) {
    for (index, shape) in ChannelShapes.all.enumerated() {
      list.add(
        BatchSum(), ["x": CaseList.text(shape)], inputs: [.values(shape)],
        values: index % 3 == 0 ? ValueClass.allCases : ValueClass.some(index))
      list.add(
        BatchSum(accumulate: true), ["x": CaseList.text(shape), "accumulate": true],
        inputs: [.values(shape), .values([shape[1]])], values: ValueClass.some(index + 1))
    }
  }
}
