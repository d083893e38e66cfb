import ConcordKit

extension Conv2DWeightGradient {
  /// `conv2d_weight_gradient_local.cl`. Enough tiles for the device: each goes through all samples. Fewer: each takes one sample, for
  /// some samples at once, and what it leaves for them is folded before the next.
  func localPlan(
    _ operands: Operands, _ images: BorderedImages, _ tile: LocalTile, on traits: DeviceTraits
  ) -> OperationPlan {
    let (x, dy, dw) = (operands.shape(0), operands.shape(1), operands.outputShape(0))
    let (samples, positions) = (x[0], dy[2] * dy[3])
    let (outputs, taps) = (dw[0] / geometry.groups, dw[1] * height * width)
    let groups = tile.groups(rows: outputs, columns: taps)
    let count = groups.down * groups.across * geometry.groups

    // What hides that work-groups wait for memory: a few on each compute unit.
    let enough = Self.groupsPerUnit * traits.info.computeUnits
    let hasShares = samples > 1 && count < enough || traits.roundLimit < .max
    let some = hasShares ? max(1, min(samples, (enough + count - 1) / count)) : max(samples, 1)

    var plan = OperationPlan()
    var workspace = WorkspaceLayout(operands)
    func axis(_ taps: Int) -> Convolution.Axis {
      Convolution.Axis(
        first: 0, taps: taps, place: 0, tapDistance: geometry.dilation, distance: geometry.stride, output: 0,
        outputDistance: 1, count: 0)
    }
    let places = Convolution(rows: axis(height), columns: axis(width), step: 1).addPlaces(
      .conv2DWeightGradientLocal, tile, channels: dw[1], stride: height * width, kernelWidth: width, of: images, to: &plan,
      &workspace, on: traits)
    let shares = workspace.take(hasShares ? some * dw.reduce(1, *) : 0)
    plan.workspaceByteCount = workspace.byteCount

    // A chain goes on from launch to launch through its share.
    let part = min(max(positions, 1), max(1, traits.roundLimit / tile.roundsPerDepth))
    for sample in stride(from: 0, to: max(samples, 1), by: some) {
      let taken = min(some, samples - sample)
      if !hasShares || taken > 0 {
        for first in stride(from: 0, to: max(positions, 1), by: part) {
          plan.launches.append(
            Launch(
              KernelName(.conv2DWeightGradientLocal, "concord_conv2d_weight_gradient_local", tile: tile.options),
              [
                operands.input(0).advanced(by: sample * x[1] * x[2] * x[3]),
                operands.input(1).advanced(by: sample * dw[0] * positions), places,
                hasShares ? shares : operands.output(0), .dimension(taken), .dimension(geometry.groups),
                .dimension(groups.down), .dimension(outputs), .dimension(taps), .dimension(dw[1] * x[2] * x[3]),
                .dimension(x[2]), .dimension(x[3]), .dimension(positions), .dimension(dy[3]),
                .dimension(geometry.stride), .dimension(first), .dimension(min(positions, first + part)),
                .flag(hasShares), .flag(hasShares ? first > 0 : accumulate),
              ],
              items: tile.items(count * (hasShares ? taken : 1)), local: [tile.side, tile.side]))
        }
      }
      if hasShares {
        plan.launches.append(
          .items(
            KernelName(.conv2DWeightGradientLocal, "concord_conv2d_weight_gradient_local_fold", tile: tile.options),
            [
              shares, operands.output(0), .dimension(dw.reduce(1, *)), .dimension(taken),
              .flag(accumulate || sample > 0),
            ], count: dw.reduce(1, *), local: 64, on: traits))
      }
    }
    return plan
  }

  private static let groupsPerUnit = 4
}
