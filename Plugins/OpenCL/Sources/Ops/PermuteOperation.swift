import ConcordKit

/// `permute.cl`: a launch for each part.
extension PermuteOperation: PlainOperation {
  func add(_ operands: Operands, on traits: DeviceTraits, to plan: inout OperationPlan) {
    let shape = whole(operands.inputTypes)
    guard TensorType(shape).elementCount > 0 else { return }
    let count = parts == .inputs ? shape[0] : parts == .outputs ? shape[axes[0]] : 1
    let moves = Self.moves(shape, axes, splitting: parts)
    for part in 0..<count {
      let x = parts == .inputs ? operands.input(part) : operands.input(0).advanced(by: part * moves.xPart)
      let y = parts == .outputs ? operands.output(part) : operands.output(0).advanced(by: part * moves.yPart)
      launch(moves.axes, x, y, &plan)
    }
  }

  private func launch(_ axes: [Axis], _ x: LaunchArgument, _ y: LaunchArgument, _ plan: inout OperationPlan) {
    var axes = axes
    let row = axes.popLast() ?? Axis(size: 1, x: 1, y: 1)
    var (sizes, xSteps, ySteps) = (SIMD8<UInt32>(repeating: 1), SIMD8<UInt32>(), SIMD8<UInt32>())
    for (number, axis) in axes.reversed().enumerated() {
      sizes[number] = UInt32(truncatingIfNeeded: axis.size)
      xSteps[number] = UInt32(truncatingIfNeeded: axis.x)
      ySteps[number] = UInt32(truncatingIfNeeded: axis.y)
    }
    let rows = axes.reduce(1) { $0 * $1.size }
    plan.launch(
      KernelName(.permute, "concord_permute"), .columns(row.size, rows: rows),
      [
        "x": x, "y": y, "rows": .dimension(rows), "columns": .dimension(row.size), "sizes": .uints(sizes),
        "x_steps": .uints(xSteps), "y_steps": .uints(ySteps), "count": .dimension(axes.count), "x_step": .dimension(row.x),
        "y_step": .dimension(row.y),
      ])
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
