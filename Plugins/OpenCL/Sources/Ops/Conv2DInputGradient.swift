import ConcordKit

/// A tap reaches every stride-th element only, so the elements of dx fall into stride² phases, each of which is a convolution of
/// dy with the taps that reach it.
extension Conv2DInputGradient: PlainOperation {
  func add(_ operands: Operands, on traits: DeviceTraits, to plan: inout OperationPlan) throws(OperationError) {
    let (dy, w, dx) = (operands.shape(0), operands.shape(1), operands.outputShape(0))
    // How far before dy's first and beyond its last row or column taps reach.
    func border(_ taps: Int, _ size: Int, _ count: Int) -> (before: Int, size: Int) {
      let reach = (taps - 1) * geometry.dilation - geometry.padding
      let before = max(0, (reach + geometry.stride - 1) / geometry.stride)
      return (before, before + max(count, (size - 1 + geometry.padding) / geometry.stride + 1))
    }
    let (above, left) = (border(w[2], height, dy[2]), border(w[3], width, dy[3]))
    let images = try BorderedImages(
      dy, top: above.before, left: left.before, rows: above.size, columns: left.size)

    let input = try images.place(operands.input(0), planes: dy[0] * dy[1], on: traits, in: &plan)
    let shared = ConvolutionOperands(
      input: input, images: images, filters: operands.input(1), bias: nil, isRectified: false, output: operands.output(0),
      outputShape: dx, groups: geometry.groups, inputChannels: dy[1] / geometry.groups, inputStride: w[1] * w[2] * w[3],
      outputChannels: w[1], outputStride: w[2] * w[3], kernelSize: w[2] * w[3], kernelWidth: w[3])
    for row in 0..<min(geometry.stride, height) {
      for column in 0..<min(geometry.stride, width) {
        try Convolution(
          rows: axis(row, taps: w[2], size: height, before: above.before),
          columns: axis(column, taps: w[3], size: width, before: left.before), step: step, operands: shared
        ).add(on: traits, to: &plan)
      }
    }
  }

  func rounds(_ operands: Operands) -> Int { width + 2 * geometry.padding + operands.shape(1)[3] * geometry.dilation }

  /// Of the taps that reach the same phase: stride / gcd(stride, dilation).
  private var step: Int {
    var (a, b) = (geometry.stride, geometry.dilation)
    while b != 0 { (a, b) = (b, a % b) }
    return geometry.stride / a
  }

  /// The elements `phase`, `phase` + stride, …: a tap reaches them from (phase + padding - tap · dilation) / stride and on.
  private func axis(_ phase: Int, taps: Int, size: Int, before: Int) -> Convolution.Axis {
    let stride = geometry.stride
    func start(_ tap: Int) -> Int { phase + geometry.padding - tap * geometry.dilation }
    let first = (0..<min(step, taps)).first { start($0) % stride == 0 }
    return Convolution.Axis(
      first: first ?? 0, taps: first.map { (taps - 1 - $0) / step + 1 } ?? 0,
      place: first.map { start($0) / stride + before } ?? 0, tapDistance: -(step * geometry.dilation / stride), distance: 1,
      output: phase, outputDistance: stride, count: (size - phase + stride - 1) / stride)
  }
}
