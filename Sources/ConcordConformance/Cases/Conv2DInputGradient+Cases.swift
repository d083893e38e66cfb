import ConcordKit

extension Conv2DInputGradient: ConformanceSubject {
  static func addCases(to list: inout CaseList) {
    ConvolutionShape.forEach { shape, values in
      guard let y = shape.y else { return }
      list.add(
        Conv2DInputGradient(shape.geometry, height: shape.x[2], width: shape.x[3]), shape.parameters,
        inputs: [.values(y), .values(shape.w)], values: values)
    }
  }
}
