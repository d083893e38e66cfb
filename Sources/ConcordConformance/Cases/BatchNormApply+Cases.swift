import ConcordKit

extension BatchNormApply: ConformanceSubject {
  static func addCases(to list: inout CaseList) {
    for (index, shape) in ChannelShapes.all.enumerated() {
      list.add(
        BatchNormApply(), ["x": CaseList.text(shape)],
        inputs: [.values(shape)] + (0..<4).map { _ in .values([shape[1]]) }, values: ValueClass.some(index))
    }
  }
}
