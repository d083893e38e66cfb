import ConcordKit

/// What the four pooling operations have in common.
extension PoolWindow {
  /// Of y from x: a work-item for each row of y, on GPUs for each element.
  func launch(_ kernel: KernelName, _ operands: Operands, on traits: DeviceTraits) -> [Launch] {
    let (x, y) = (operands.shape(0), operands.outputShape(0))
    let rows = y[0] * y[1] * y[2]
    guard rows > 0, y[3] > 0 else { return [] }
    return [
      .items(
        kernel,
        [
          operands.input(0), operands.output(0), .dimension(rows), .dimension(x[2]), .dimension(x[3]), .dimension(y[2]),
          .dimension(y[3]), .dimension(side), .dimension(stride), .dimension(padding),
        ], count: traits.prefersLocalMemory ? rows * y[3] : rows, local: 16, on: traits)
    ]
  }

  func rounds(_ operands: Operands) -> Int { roundsPerRow(operands.outputShape(0)) }

  /// Of dx, a band of rows for each work-item: whole planes, or as few rows as a device with short loops asks for. On GPUs an element.
  func launch(_ kernel: KernelName, _ memory: [Launch.Argument], x: [Int], y: [Int], on traits: DeviceTraits) -> [Launch] {
    let planes = x[0] * x[1]
    guard planes > 0, x[2] > 0, x[3] > 0 else { return [] }
    let band = traits.roundLimit < .max || traits.prefersLocalMemory ? 1 : x[2]
    let arguments: [Launch.Argument] =
      memory + [
        .dimension(x[2]), .dimension(x[3]), .dimension(y[2]), .dimension(y[3]), .dimension(side), .dimension(stride),
        .dimension(padding), .dimension(band), .dimension(planes),
      ]
    if traits.prefersLocalMemory { return [.items(kernel, arguments, count: planes * x[2] * x[3], on: traits)] }
    return [Launch(kernel, arguments, items: [(x[2] + band - 1) / band, planes], local: [1, 1])]
  }

  func gradientRounds(x: [Int], y: [Int]) -> Int {
    x[3] + min(y[2], side / stride + 1) * roundsPerRow(y)
  }

  private func roundsPerRow(_ y: [Int]) -> Int { y[3] * (side * (side + 1) + 1) }
  private var side: Int { self.kernel }
}
