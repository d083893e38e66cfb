import ConcordKit

extension BatchNorm: ConformanceSubject {
  static func addCases(to list: inout CaseList) {
    for (index, shape) in ChannelShapes.all.enumerated() {
      list.add(
        BatchNorm(), ["x": CaseList.text(shape)], inputs: inputs(shape),
        values: index % 3 == 0 ? ValueClass.allCases : ValueClass.some(index))
    }
    let variants: [(Double, Double)] = [(0, 0.1), (1e-5, 0), (1e-5, 1), (0.5, 0.25)]
    for (epsilon, momentum) in variants {
      list.add(
        BatchNorm(epsilon: epsilon, momentum: momentum), ["x": "3x5x17", "epsilon": epsilon, "momentum": momentum],
        inputs: inputs([3, 5, 17]), values: ValueClass.allCases)
    }
  }

  private static func inputs(_ shape: [Int]) -> [CaseInput] {
    let channels = [shape[1]]
    return [.values(shape), .values(channels), .values(channels), .values(channels), .magnitudes(channels)]
  }
}
