import ConcordKit

extension MaxPool2D: ConformanceSubject {
  static func addCases(to list: inout CaseList) {
    for shape in PoolShape.all {
      list.add(MaxPool2D(shape.window), shape.parameters, inputs: [.values(shape.x)], values: shape.values)
    }
  }
}
