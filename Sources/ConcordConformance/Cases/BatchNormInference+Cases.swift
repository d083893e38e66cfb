import ConcordKit

extension BatchNormInference: ConformanceSubject {
  static func addCases(to list: inout CaseList) {
    for (index, shape) in ChannelShapes.all.enumerated() {
      let channels = [shape[1]]
      for epsilon in index % 3 == 0 ? [1e-5, 0] : [1e-5] {
        list.add(
          BatchNormInference(epsilon: epsilon), ["x": CaseList.text(shape), "epsilon": epsilon],
          inputs: [.values(shape), .values(channels), .values(channels), .values(channels), .magnitudes(channels)],
          values: index % 3 == 0 ? ValueClass.allCases : ValueClass.some(index))
      }
    }
  }
}
