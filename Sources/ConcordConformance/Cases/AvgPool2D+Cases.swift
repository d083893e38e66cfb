import ConcordKit

extension AvgPool2D: ConformanceSubject {
  static func addCases(to list: inout CaseList) {
    PoolShapes.forEach { window, shape, parameters, values in
      list.add(AvgPool2D(window), parameters, inputs: [.values(shape)], values: values)
    }
  }
}
