import ConcordKit

extension MaxPool2DGradient: ConformanceSubject {
  static func addCases(to list: inout CaseList) {
    for shape in PoolShape.maximum {
      list.add(
        MaxPool2DGradient(shape.window), shape.parameters, inputs: [.values(shape.x), .values(shape.y)], values: shape.values)
    }
  }
}
