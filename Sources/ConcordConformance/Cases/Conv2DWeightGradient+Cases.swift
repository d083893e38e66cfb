import ConcordKit

extension Conv2DWeightGradient: ConformanceSubject {
  static func addCases(to list: inout CaseList) {
    ConvolutionShape.forEach { shape, values in
      guard let y = shape.y else { return }
      let (height, width) = (shape.kernel[0], shape.kernel[1])
      list.add(
        Conv2DWeightGradient(shape.geometry, height: height, width: width), shape.parameters,
        inputs: [.values(shape.x), .values(y)], values: values)
      list.add(
        Conv2DWeightGradient(shape.geometry, height: height, width: width, accumulate: true), shape.parameters,
        with: "accumulate", inputs: [.values(shape.x), .values(y), .values(shape.w)],
        values: ValueClass.some(shape.outputs))
    }
  }
}
