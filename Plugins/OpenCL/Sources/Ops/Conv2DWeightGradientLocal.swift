import ConcordKit

extension WeightGradient {
  /// `conv2d_weight_gradient_local.cl`. Enough tiles for the device: each goes through all samples. Fewer: each takes one sample, for
  /// some samples at once, and what it leaves for them is folded before the next.
  func addLocal(_ tile: LocalTile, on traits: DeviceTraits, to plan: inout OperationPlan) throws(OperationError) {
    let images = try images()
    guard count > 0 else { return }
    let groups = tile.groups(rows: outputs, columns: taps)
    let tiles = groups.down * groups.across * geometry.groups

    // What hides that work-groups wait for memory: a few on each core.
    let enough = Self.groupsPerCore * traits.cores
    let hasShares = samples > 1 && tiles < enough || traits.roundLimit < .max
    let some = hasShares ? max(1, min(samples, (enough + tiles - 1) / tiles)) : max(samples, 1)

    func axis(_ taps: Int) -> Convolution.Axis {
      Convolution.Axis(
        first: 0, taps: taps, place: 0, tapDistance: geometry.dilation, distance: geometry.stride, output: 0,
        outputDistance: 1, count: 0)
    }
    let places = TapPlaces(
      rows: axis(operation.height), columns: axis(operation.width), step: 1, channels: dw[1],
      stride: operation.height * operation.width, kernelWidth: operation.width, images: images
    ).add(.conv2DWeightGradientLocal, tile, to: &plan)
    let shares = plan.workspace(hasShares ? some * count : 0)

    // A chain goes on from launch to launch through its share.
    let part = min(max(positions, 1), max(1, traits.roundLimit / tile.roundsPerDepth))
    for sample in stride(from: 0, to: max(samples, 1), by: some) {
      let taken = min(some, samples - sample)
      if !hasShares || taken > 0 {
        for first in stride(from: 0, to: max(positions, 1), by: part) {
          plan.launch(
            KernelName(.conv2DWeightGradientLocal, "concord_conv2d_weight_gradient_local", tile: tile.options),
            .tiles(tiles * (hasShares ? taken : 1), side: tile.side),
            [
              "x": operands.input(0).advanced(by: sample * x[1] * x[2] * x[3]),
              "dy": operands.input(1).advanced(by: sample * dw[0] * positions), "places": places,
              "out": hasShares ? shares : operands.output(0), "samples": .dimension(taken),
              "groups": .dimension(geometry.groups), "blocks": .dimension(groups.down), "outputs": .dimension(outputs),
              "taps": .dimension(taps), "x_group": .dimension(dw[1] * x[2] * x[3]), "height": .dimension(x[2]),
              "width": .dimension(x[3]), "positions": .dimension(positions), "out_width": .dimension(dy[3]),
              "stride": .dimension(geometry.stride), "first": .dimension(first),
              "end": .dimension(min(positions, first + part)), "shares": .flag(hasShares),
              "accumulate": .flag(hasShares ? first > 0 : operation.accumulate),
            ])
        }
      }
      if hasShares {
        plan.launch(
          KernelName(.conv2DWeightGradientLocal, "concord_conv2d_weight_gradient_local_fold", tile: tile.options),
          .items(count, group: 64),
          [
            "shares": shares, "dw": operands.output(0), "count": .dimension(count), "samples": .dimension(taken),
            "accumulate": .flag(operation.accumulate || sample > 0),
          ])
      }
    }
  }

  private static let groupsPerCore = 4
}
