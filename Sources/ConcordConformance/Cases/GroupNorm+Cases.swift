import ConcordKit

extension GroupNormOperation: ConformanceSubject {
  static func addCases(to list: inout CaseList) {
    for (index, shape) in GroupShapes.all.enumerated() {
      for epsilon in index % 4 == 0 ? [1e-5, 0] : [1e-5] {
        list.add(
          GroupNormOperation(groups: shape.groups, epsilon: epsilon),
          ["x": CaseList.text(shape.x), "groups": shape.groups, "epsilon": epsilon],
          inputs: [.values(shape.x), .values(shape.channels), .values(shape.channels)], values: GroupShapes.values(index))
      }
    }
  }
}
