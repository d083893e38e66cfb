import ConcordKit

extension AvgPool2DOperation: ConformanceSubject {
  static func addCases(to list: inout CaseList) {
    for shape in PoolShape.all {
      list.add(AvgPool2DOperation(shape.window), shape.parameters, inputs: [.values(shape.x)], values: shape.values)
    }
  }
}
