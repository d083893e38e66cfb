import ConcordKit

extension MaxPool2D: ConformanceSubject {
  static func addCases(to list: inout CaseList) {
    PoolShapes.forEach { window, shape, parameters, values in
      list.add(MaxPool2D(window), parameters, inputs: [.values(shape)], values: values)
    }
  }
}
