import ConcordKit

extension Conv2DInputGradient: ConformanceSubject {
  static func addCases(to list: inout CaseList) {
    for (index, shape) in ConvolutionShape.all.enumerated() {
      list.add(
        Conv2DInputGradient(shape.geometry, height: shape.x[2], width: shape.x[3]), shape.parameters,
        inputs: [.values(shape.y), .values(shape.w)], values: ConvolutionShape.values(index))
    }
  }
}
