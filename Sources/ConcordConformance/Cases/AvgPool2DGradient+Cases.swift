import ConcordKit

extension AvgPool2DGradient: ConformanceSubject {
  static func addCases(to list: inout CaseList) {
    PoolShapes.forEach { window, shape, parameters, values in
      guard let y = PoolShapes.output(window, shape) else { return }
      list.add(
        AvgPool2DGradient(window, height: shape[2], width: shape[3]), parameters, inputs: [.values(y)], values: values)
    }
  }
}
