import ConcordKit

/// Few filters: a work-item for each sample's share of a tile, and a launch that folds the shares. Many: a work-item goes through
/// all samples, and nothing but dy's other layout needs workspace.
extension Conv2DWeightGradient: OpenCLOperation {
  func plan(_ operands: Operands, on traits: DeviceTraits) throws(OperationError) -> OperationPlan {
    let (x, dy, dw) = (operands.shape(0), operands.shape(1), operands.outputShape(0))
    let images = try BorderedImages(x, padding: geometry.padding)
    guard dw.reduce(1, *) > 0 else { return OperationPlan() }
    let (outputs, taps) = (dw[0] / geometry.groups, dw[1] * height * width)
    if let tile = try traits.localTile(
      .conv2DWeightGradientLocal, rows: outputs * geometry.groups, columns: taps, depth: dy[2] * dy[3])?.served()
    {
      return localPlan(operands, images, tile, on: traits)
    }
    let (samples, positions) = (x[0], dy[2] * dy[3])
    let tile = tile(outputs: outputs, taps: taps, positions: positions, on: traits)
    let family: KernelFamily = tile.isNarrow ? .conv2DWeightGradientNarrow : .conv2DWeightGradient
    let blocks = tile.blocks(outputs)
    let tiles = (taps + tile.rows - 1) / tile.rows
    let hasShares =
      traits.usesSoftwareFMA || traits.roundLimit < .max || tiles * geometry.groups * blocks < 16 * traits.info.computeUnits

    var plan = OperationPlan()
    var workspace = WorkspaceLayout(operands)
    let input = images.place(operands.input(0), planes: x[0] * x[1], in: &workspace, of: &plan, on: traits)
    let lines = workspace.take(samples * geometry.groups * blocks * positions * tile.columns)
    let shares = workspace.take(hasShares ? samples * geometry.groups * blocks * taps * tile.columns : 0)
    plan.workspaceByteCount = workspace.byteCount

    if samples > 0 {
      let (runs, all) = ((positions + 15) / 16, samples * geometry.groups * blocks)
      let kernel = KernelName(family, "concord_conv2d_weight_gradient_lines")
      let arguments = [
        operands.input(1), lines, .dimension(outputs), .dimension(blocks), .dimension(positions), .dimension(all),
      ]
      plan.launches.append(
        traits.prefersLocalMemory
          ? .items(kernel, arguments, count: runs * all, on: traits)
          : Launch(kernel, arguments, items: [runs, all], local: [16, 1]))
    }
    // A chain goes on from launch to launch through its share.
    let roundsPerStep = traits.usesSoftwareFMA ? 4 : 2 * ConvolutionTile.roundsPerStep
    let part = min(dy[2], max(1, traits.roundLimit / roundsPerStep / dy[3]))
    // With an fma in integers a work-item takes one tap of one output, else a tile.
    let (items, local) =
      traits.usesSoftwareFMA ? ([taps, dw[0]], [16, 4, 1]) : ([tiles, geometry.groups * blocks], [1, 1, 1])
    // On processors, tiles that go through the samples themselves do so part by part: what all of them read of dy is to stay in a
    // cache.
    let lineCount = positions * tile.columns
    let some =
      hasShares
      ? max(samples, 1) : max(1, min(samples, Self.cachedBytes / MemoryLayout<Float>.size / max(1, lineCount)))
    for sample in stride(from: 0, to: hasShares ? samples : max(samples, 1), by: some) {
      let count = min(some, samples - sample)
      for first in stride(from: 0, to: dy[2], by: part) {
        plan.launches.append(
          Launch(
            KernelName(family, "concord_conv2d_weight_gradient"),
            [
              input.advanced(by: sample * x[1] * images.plane),
              lines.advanced(by: sample * geometry.groups * blocks * lineCount),
              hasShares ? shares : operands.output(0), .dimension(count), .dimension(geometry.groups), .dimension(blocks),
              .dimension(outputs), .dimension(taps), .dimension(height), .dimension(width), .dimension(geometry.dilation),
              .dimension(geometry.stride), .dimension(dw[1]), .dimension(images.rows), .dimension(images.columns),
              .dimension(dy[2]), .dimension(dy[3]), .dimension(first), .dimension(min(dy[2], first + part)),
              .dimension(hasShares ? 1 : max(count, 1)), .flag(hasShares), .flag(accumulate || sample > 0),
            ], items: items + [hasShares ? samples : 1], local: local,
            takesAnyGroup: traits.usesSoftwareFMA))
      }
    }
    guard hasShares else { return plan }
    let step = min(max(samples, 1), max(1, traits.roundLimit / 16))
    for first in stride(from: 0, to: max(samples, 1), by: step) {
      plan.launches.append(
        Launch(
          KernelName(family, "concord_conv2d_weight_gradient_fold"),
          [
            shares, operands.output(0), .dimension(geometry.groups), .dimension(blocks), .dimension(outputs),
            .dimension(taps), .dimension(first), .dimension(min(samples, first + step)), .flag(accumulate || first > 0),
          ], items: [taps, geometry.groups * blocks], local: [1, 1]))
    }
    return plan
  }

  private func tile(outputs: Int, taps: Int, positions: Int, on traits: DeviceTraits) -> ConvolutionTile {
    let tile = ConvolutionTile(channels: outputs, on: traits)
    guard !traits.usesSoftwareFMA, !traits.prefersLocalMemory, traits.roundLimit == .max else { return tile }
    let other = ConvolutionTile(isNarrow: !tile.isNarrow, vectorWidth: traits.vectorWidth)
    return traits.chosen(.conv2DWeightGradient, rows: outputs, columns: taps, depth: positions, among: [tile, other])
  }

  /// A part of a small second-level cache.
  private static let cachedBytes = 128 * 1024

  func rounds(_ operands: Operands) -> Int {
    max(operands.shape(0)[3] + 2 * geometry.padding, 2 * ConvolutionTile.roundsPerStep * operands.shape(1)[3])
  }
}
