import ConcordKit

extension WeightGradient {
  /// `conv2d_weight_gradient.cl`. Few filters: a work-item for each sample's share of a tile, and a launch that folds the shares. Many: a
  /// work-item goes through all samples, and nothing but dy's other layout needs workspace.
  func addTiles(_ tile: ConvolutionTile, on traits: DeviceTraits, to plan: inout OperationPlan) throws(OperationError) {
    let images = try images()
    guard count > 0 else { return }
    let family: KernelFamily = tile.isNarrow ? .conv2DWeightGradientNarrow : .conv2DWeightGradient
    let (groups, blocks) = (geometry.groups, tile.blocks(outputs))
    let tiles = (taps + tile.rows - 1) / tile.rows
    let hasShares = traits.usesSoftwareFMA || traits.roundLimit < .max || tiles * groups * blocks < 16 * traits.cores

    let input = try images.place(operands.input(0), planes: x[0] * x[1], on: traits, in: &plan)
    let all = samples * groups * blocks
    let lines = plan.workspace(all * positions * tile.columns)
    let shares = plan.workspace(hasShares ? all * taps * tile.columns : 0)
    if samples > 0 {
      plan.launch(
        KernelName(family, "concord_conv2d_weight_gradient_lines"), .axes((positions + 15) / 16, all, group: 16),
        [
          "dy": operands.input(1), "lines": lines, "outputs": .dimension(outputs), "blocks": .dimension(blocks),
          "positions": .dimension(positions), "all_blocks": .dimension(all),
        ])
    }
    // A chain goes on from launch to launch through its share.
    let roundsPerStep = traits.usesSoftwareFMA ? 4 : 2 * ConvolutionTile.roundsPerStep
    let part = min(dy[2], max(1, traits.roundLimit / roundsPerStep / dy[3]))
    // On processors, tiles that go through the samples themselves do so part by part: what all of them read of dy is to stay in a
    // cache.
    let lineCount = positions * tile.columns
    let some =
      hasShares
      ? max(samples, 1) : max(1, min(samples, Self.cachedBytes / MemoryLayout<Float>.size / max(1, lineCount)))
    // With an fma in integers a work-item takes one tap of one output, else a tile.
    let share: WorkShare =
      traits.usesSoftwareFMA
      ? .anyGroups([taps, dw[0], samples], of: [16, 4, 1]) : .single([tiles, groups * blocks, hasShares ? samples : 1])
    for sample in stride(from: 0, to: hasShares ? samples : max(samples, 1), by: some) {
      let taken = min(some, samples - sample)
      for first in stride(from: 0, to: dy[2], by: part) {
        plan.launch(
          KernelName(family, "concord_conv2d_weight_gradient"), share,
          ofFilters(blocks: blocks).with([
            "x": input.advanced(by: sample * x[1] * images.plane),
            "lines": lines.advanced(by: sample * groups * blocks * lineCount),
            "out": hasShares ? shares : operands.output(0), "samples": .dimension(taken),
            "kernel_height": .dimension(operation.height), "kernel_width": .dimension(operation.width),
            "dilation": .dimension(geometry.dilation), "stride": .dimension(geometry.stride), "channels": .dimension(dw[1]),
            "height": .dimension(images.rows), "width": .dimension(images.columns), "out_height": .dimension(dy[2]),
            "out_width": .dimension(dy[3]), "first_row": .dimension(first), "end_row": .dimension(min(dy[2], first + part)),
            "each": .dimension(hasShares ? 1 : max(taken, 1)), "shares": .flag(hasShares),
            "accumulate": .flag(operation.accumulate || sample > 0),
          ]))
      }
    }
    guard hasShares else { return }
    let step = min(max(samples, 1), max(1, traits.roundLimit / 16))
    for first in stride(from: 0, to: max(samples, 1), by: step) {
      plan.launch(
        KernelName(family, "concord_conv2d_weight_gradient_fold"), .single([taps, groups * blocks]),
        ofFilters(blocks: blocks).with([
          "shares": shares, "dw": operands.output(0), "first_sample": .dimension(first),
          "end_sample": .dimension(min(samples, first + step)), "accumulate": .flag(operation.accumulate || first > 0),
        ]))
    }
  }

  private func ofFilters(blocks: Int) -> LaunchArguments {
    [
      "groups": .dimension(geometry.groups), "blocks": .dimension(blocks), "outputs": .dimension(outputs),
      "taps": .dimension(taps),
    ]
  }

  /// A part of a small second-level cache.
  private static let cachedBytes = 128 * 1024
}
