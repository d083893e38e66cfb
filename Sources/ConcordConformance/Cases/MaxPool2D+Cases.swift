import ConcordKit

extension MaxPool2DOperation: ConformanceSubject {
  static func addCases(to list: inout CaseList) {
    for shape in PoolShape.maximum {
      list.add(MaxPool2DOperation(shape.window), shape.parameters, inputs: [.values(shape.x)], values: shape.values)
    }
  }
}
