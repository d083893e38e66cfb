import ConcordKit

/// What the four pooling operations have in common.
extension PoolWindow {
  /// Of y from x: a work-item for each row of y.
  func launch(_ kernel: KernelName, _ operands: Operands) -> [Launch] {
    let (x, y) = (operands.shape(0), operands.outputShape(0))
    let rows = y[0] * y[1] * y[2]
    guard rows > 0, y[3] > 0 else { return [] }
    return [
      Launch(
        kernel,
        [
          operands.input(0), operands.output(0), .dimension(rows), .dimension(x[2]), .dimension(x[3]), .dimension(y[2]),
          .dimension(y[3]), .dimension(side), .dimension(stride), .dimension(padding),
        ], items: [rows], local: [16])
    ]
  }

  func rounds(_ operands: Operands) -> Int { roundsPerRow(operands.outputShape(0)) }

  /// Of dx, a band of rows for each work-item: whole planes, or as few rows as a device with short loops asks for.
  func launch(_ kernel: KernelName, _ memory: [Launch.Argument], x: [Int], y: [Int], on traits: DeviceTraits) -> [Launch] {
    let planes = x[0] * x[1]
    guard planes > 0, x[2] > 0, x[3] > 0 else { return [] }
    let band = traits.roundLimit < .max || traits.prefersLocalMemory ? 1 : x[2]
    return [
      Launch(
        kernel,
        memory + [
          .dimension(x[2]), .dimension(x[3]), .dimension(y[2]), .dimension(y[3]), .dimension(side),
          .dimension(stride), .dimension(padding), .dimension(band),
        ], items: [(x[2] + band - 1) / band, planes], local: [1, 1])
    ]
  }

  func gradientRounds(x: [Int], y: [Int]) -> Int {
    x[3] + min(y[2], side / stride + 1) * roundsPerRow(y)
  }

  private func roundsPerRow(_ y: [Int]) -> Int { y[3] * (side * (side + 1) + 1) }
  private var side: Int { self.kernel }
}
