import ConcordKit

extension MaxPool2DGradient: ConformanceSubject {
  static func addCases(to list: inout CaseList) {
    PoolShapes.forEach { window, shape, parameters, values in
      guard let y = PoolShapes.output(window, shape) else { return }
      list.add(MaxPool2DGradient(window), parameters, inputs: [.values(shape), .values(y)], values: values)
    }
  }
}
