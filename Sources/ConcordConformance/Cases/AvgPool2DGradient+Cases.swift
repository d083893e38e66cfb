import ConcordKit

extension AvgPool2DGradient: ConformanceSubject {
  static func addCases(to list: inout CaseList) {
    for shape in PoolShape.all {
      list.add(
        AvgPool2DGradient(shape.window, height: shape.x[2], width: shape.x[3]), shape.parameters, inputs: [.values(shape.y)],
        values: shape.values)
    }
  }
}
