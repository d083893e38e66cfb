import ConcordKit

/// A launch for each tensor sums the squares of its blocks into the workspace, the last launch sums those.
extension ClipFactor: PlainOperation {
  func add(_ operands: Operands, on traits: DeviceTraits, to plan: inout OperationPlan) {
    let sums = plan.workspace(max(1, blockCount(operands)))
    var blocks = 0
    for (index, type) in operands.inputTypes.enumerated() where type.elementCount > 0 {
      let count = Self.blockCount(of: type)
      plan.launch(
        KernelName(.clipFactor, "concord_block_squares"), .rows(count),
        [
          "x": operands.input(index), "sums": sums, "first_block": .dimension(blocks), "count": .dimension(type.elementCount),
        ])
      blocks += count
    }
    plan.launch(
      KernelName(.clipFactor, "concord_clip_factor"), .rows(1),
      [
        "sums": sums, "factor": operands.output(0), "blocks": .dimension(blocks), "maximum_norm": .float(maximumNorm),
        "epsilon": .float(Self.epsilon),
      ])
  }

  func rounds(_ operands: Operands) -> Int { max(Self.blockSize, blockCount(operands)) / 8 }

  private func blockCount(_ operands: Operands) -> Int {
    operands.inputTypes.reduce(0) { $0 + Self.blockCount(of: $1) }
  }
}
