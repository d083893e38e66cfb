import ConcordKit

extension AvgPool2D: ConformanceSubject {
  static func addCases(to list: inout CaseList) {
    for shape in PoolShape.all {
      list.add(AvgPool2D(shape.window), shape.parameters, inputs: [.values(shape.x)], values: shape.values)
    }
  }
}
