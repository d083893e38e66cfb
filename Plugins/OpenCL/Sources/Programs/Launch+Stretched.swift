import ConcordKit

extension Launch {
  /// An operation on two inputs, element by element, each stretched to the output's shape. None where there is no element.
  ///
  /// - Parameters:
  ///   - alike: The kernel for two inputs of one shape.
  ///   - stretched: That for others: see `Kernels/stretched.cl`.
  static func stretched(
    _ operands: Operands, alike: KernelName, stretched: KernelName, on traits: DeviceTraits
  ) -> [Launch] {
    let common = operands.outputShape(0)
    let count = TensorType(common).elementCount
    guard count > 0 else { return [] }
    let memory = [operands.input(0), operands.input(1), operands.output(0)]
    let shapes = [operands.shape(0), operands.shape(1)]
    var axes = Broadcast.axes(of: shapes, stretchedTo: common)
    if axes.allSatisfy({ $0.isThere == [true, true] }) { return [.elementwise(alike, memory, count: count, on: traits)] }
    let columns = axes.removeLast()
    var sizes = SIMD8<UInt32>(repeating: 1)
    var masks: [UInt32] = [columns.isThere[0] ? 1 << 8 : 0, columns.isThere[1] ? 1 << 8 : 0]
    // From the innermost on.
    for (number, axis) in axes.reversed().enumerated() {
      sizes[number] = UInt32(truncatingIfNeeded: axis.size)
      for input in masks.indices where axis.isThere[input] { masks[input] |= 1 << UInt32(number) }
    }
    let rows = count / columns.size
    return self.rows(
      stretched, rows: rows, columns: columns.size,
      memory + [
        .dimension(rows), .dimension(columns.size), .uints(sizes), .uint(UInt32(axes.count)), .uint(masks[0]), .uint(masks[1]),
      ], on: traits)
  }
}
