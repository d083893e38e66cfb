import ConcordKit

extension BatchNormGradient: ConformanceSubject {
  static func addCases(to list: inout CaseList) {
    for (index, shape) in ChannelShapes.all.enumerated() {
      let channels = [shape[1]]
      list.add(
        BatchNormGradient(), ["x": CaseList.text(shape)],
        inputs: [.values(shape), .values(channels), .magnitudes(channels), .values(channels), .values(shape)],
        values: index % 3 == 0 ? ValueClass.allCases : ValueClass.some(index))
    }
  }
}
