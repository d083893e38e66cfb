import ConcordKit

/// `permute.cl`: a launch for each part.
extension PermuteOperation: OpenCLOperation {
  func plan(_ operands: Operands, on traits: DeviceTraits) -> OperationPlan {
    let shape = whole(operands.inputTypes)
    guard TensorType(shape).elementCount > 0 else { return OperationPlan() }
    let count = parts == .inputs ? shape[0] : parts == .outputs ? shape[axes[0]] : 1
    return OperationPlan(
      (0..<count).flatMap { part in
        let moves = Self.moves(shape, axes, splitting: parts)
        let x = parts == .inputs ? operands.input(part) : operands.input(0).advanced(by: part * moves.xPart)
        let y = parts == .outputs ? operands.output(part) : operands.output(0).advanced(by: part * moves.yPart)
        return launches(moves.axes, x, y, on: traits)
      })
  }

  private func launches(
    _ axes: [Axis], _ x: Launch.Argument, _ y: Launch.Argument, on traits: DeviceTraits
  ) -> [Launch] {
    var axes = axes
    let row = axes.popLast() ?? Axis(size: 1, x: 1, y: 1)
    var (sizes, xSteps, ySteps) = (SIMD8<UInt32>(repeating: 1), SIMD8<UInt32>(), SIMD8<UInt32>())
    for (number, axis) in axes.reversed().enumerated() {
      sizes[number] = UInt32(truncatingIfNeeded: axis.size)
      xSteps[number] = UInt32(truncatingIfNeeded: axis.x)
      ySteps[number] = UInt32(truncatingIfNeeded: axis.y)
    }
    let rows = axes.reduce(1) { $0 * $1.size }
    return Launch.rows(
      KernelName(.permute, "concord_permute"), rows: rows, columns: row.size,
      [
        x, y, .dimension(rows), .dimension(row.size), .uints(sizes), .uints(xSteps), .uints(ySteps), .dimension(axes.count),
        .dimension(row.x), .dimension(row.y),
      ], on: traits)
  }

  /// An axis along which one part is moved: its size, and how far apart neighbours lie.
  private struct Axis {
    var size: Int
    var x: Int
    var y: Int
  }

  /// The axes of a part in the order of y, neighbours that lie alike joined; and how far apart parts lie.
  private static func moves(
    _ shape: [Int], _ axes: [Int], splitting parts: Parts
  ) -> (axes: [Axis], xPart: Int, yPart: Int) {
    func steps(_ sizes: [Int]) -> [Int] { sizes.indices.map { sizes[($0 + 1)...].reduce(1, *) } }
    let (xSteps, ySteps) = (steps(shape), steps(axes.map { shape[$0] }))
    var (found, xPart, yPart): ([Axis], Int, Int) = ([], 0, 0)
    for (place, axis) in axes.enumerated() {
      if parts == .outputs && place == 0 || parts == .inputs && axis == 0 {
        (xPart, yPart) = (xSteps[axis], ySteps[place])
      } else if shape[axis] != 1 {
        let next = Axis(size: shape[axis], x: xSteps[axis], y: ySteps[place])
        if let last = found.last, last.x == next.size * next.x, last.y == next.size * next.y {
          found[found.count - 1] = Axis(size: last.size * next.size, x: next.x, y: next.y)
        } else {
          found.append(next)
        }
      }
    }
    return (found, xPart, yPart)
  }
}
