import ConcordKit

/// A launch for each tensor sums the squares of its blocks into the workspace, the last launch sums those.
extension ClipFactor: OpenCLOperation {
  func plan(_ operands: Operands, on traits: DeviceTraits) -> OperationPlan {
    var plan = OperationPlan(workspaceByteCount: max(1, blockCount(operands)) * MemoryLayout<Float>.size)
    var blocks = 0
    for (index, type) in operands.inputTypes.enumerated() where type.elementCount > 0 {
      let count = Self.blockCount(of: type)
      plan.launches.append(
        .byRow(
          KernelName(.clipFactor, "concord_block_squares"),
          [operands.input(index), operands.workspace, .dimension(blocks), .dimension(type.elementCount)], rows: count,
          on: traits))
      blocks += count
    }
    plan.launches.append(
      .byRow(
        KernelName(.clipFactor, "concord_clip_factor"),
        [operands.workspace, operands.output(0), .dimension(blocks), .float(maximumNorm), .float(Self.epsilon)], rows: 1,
        on: traits))
    return plan
  }

  func rounds(_ operands: Operands) -> Int { max(Self.blockSize, blockCount(operands)) / 8 }

  private func blockCount(_ operands: Operands) -> Int {
    operands.inputTypes.reduce(0) { $0 + Self.blockCount(of: $1) }
  }
}
