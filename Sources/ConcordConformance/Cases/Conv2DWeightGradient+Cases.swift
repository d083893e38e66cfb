import ConcordKit

extension Conv2DWeightGradient: ConformanceSubject {
  static func addCases(to list: inout CaseList) {
    for (index, shape) in ConvolutionShape.all.enumerated() {
      let (height, width) = (shape.kernel[0], shape.kernel[1])
      list.add(
        Conv2DWeightGradient(shape.geometry, height: height, width: width), shape.parameters,
        inputs: [.values(shape.x), .values(shape.y)], values: ConvolutionShape.values(index))
      list.add(
        Conv2DWeightGradient(shape.geometry, height: height, width: width, accumulate: true), shape.parameters,
        with: "accumulate", inputs: [.values(shape.x), .values(shape.y), .values(shape.w)], values: ValueClass.some(index))
    }
  }
}
