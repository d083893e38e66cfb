import ConcordKit

extension Conv2DOperation: PlainOperation {
  func add(_ operands: Operands, on traits: DeviceTraits, to plan: inout OperationPlan) throws(OperationError) {
    let (x, w, y) = (operands.shape(0), operands.shape(1), operands.outputShape(0))
    let images = try BorderedImages(x, padding: geometry.padding)
    func axis(_ taps: Int, _ count: Int) -> Convolution.Axis {
      Convolution.Axis(
        first: 0, taps: taps, place: 0, tapDistance: geometry.dilation, distance: geometry.stride, output: 0,
        outputDistance: 1, count: count)
    }
    let input = try images.place(operands.input(0), planes: x[0] * x[1], on: traits, in: &plan)
    try Convolution(
      rows: axis(w[2], y[2]), columns: axis(w[3], y[3]), step: 1,
      operands: ConvolutionOperands(
        input: input, images: images, filters: operands.input(1), bias: bias ? operands.input(2) : nil,
        isRectified: activation == .relu, output: operands.output(0), outputShape: y, groups: geometry.groups,
        inputChannels: w[1], inputStride: w[2] * w[3], outputChannels: w[0] / geometry.groups,
        outputStride: w[1] * w[2] * w[3], kernelSize: w[2] * w[3], kernelWidth: w[3])
    ).add(on: traits, to: &plan)
  }

  func rounds(_ operands: Operands) -> Int { operands.shape(0)[3] + 2 * geometry.padding }
}
