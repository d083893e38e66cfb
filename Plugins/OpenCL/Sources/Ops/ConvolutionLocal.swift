import ConcordKit

extension Convolution {
  /// `convolution_local.cl`.
  func addLocal(
    _ operands: ConvolutionOperands, _ tile: LocalTile, to plan: inout OperationPlan, _ workspace: inout WorkspaceLayout,
    on traits: DeviceTraits
  ) {
    let (images, shape, taps) = (operands.images, operands.outputShape, taps(operands))
    let positions = shape[0] * rows.count * columns.count
    let groups = tile.groups(rows: operands.outputChannels, columns: positions)
    let places = addPlaces(
      .convolutionLocal, tile, channels: operands.inputChannels, stride: operands.inputStride,
      kernelWidth: operands.kernelWidth, of: images, to: &plan, &workspace, on: traits)
    let plane = images.height * images.width * operands.inputChannels
    // A chain goes on from launch to launch through the output.
    let part = min(max(taps, 1), max(1, traits.roundLimit / tile.roundsPerDepth))
    for first in stride(from: 0, to: max(taps, 1), by: part) {
      let end = min(taps, first + part)
      plan.launches.append(
        Launch(
          KernelName(.convolutionLocal, "concord_convolution_local", tile: tile.options),
          [
            operands.input, operands.filters, places, operands.bias ?? operands.filters, operands.output,
            .dimension(positions), .dimension(rows.count), .dimension(columns.count), .dimension(groups.down),
            .dimension(operands.outputChannels), .dimension(first), .dimension(end), .dimension(plane * operands.groups),
            .dimension(plane), .dimension(images.height), .dimension(images.width), .dimension(rows.distance),
            .dimension(columns.distance),
            .dimension(operands.outputChannels * operands.inputChannels * operands.kernelSize),
            .dimension(operands.outputStride), .dimension(shape.dropFirst().reduce(1, *)), .dimension(shape[2] * shape[3]),
            .dimension(rows.output * shape[3] + columns.output), .dimension(rows.outputDistance * shape[3]),
            .dimension(columns.outputDistance), .flag(operands.bias != nil && end == taps),
            .flag(operands.isRectified && end == taps), .flag(first > 0),
          ],
          items: tile.items(groups.across * groups.down * operands.groups), local: [tile.side, tile.side]))
    }
  }

  /// Where `convolution_places.cl` leaves the places of the taps, for kernels that see no border around the images.
  func addPlaces(
    _ family: KernelFamily, _ tile: LocalTile, channels: Int, stride: Int, kernelWidth: Int, of images: BorderedImages,
    to plan: inout OperationPlan, _ workspace: inout WorkspaceLayout, on traits: DeviceTraits
  ) -> Launch.Argument {
    let taps = channels * rows.taps * columns.taps
    let places = workspace.take(4 * taps)
    if taps > 0 {
      plan.launches.append(
        .items(
          KernelName(family, "concord_convolution_places", tile: tile.options),
          [
            places, .dimension(taps), .dimension(stride), .dimension(kernelWidth), .dimension(rows.first),
            .dimension(columns.first), .dimension(step), .dimension(rows.taps), .dimension(columns.taps),
            .dimension(rows.place - images.top), .dimension(columns.place - images.left), .dimension(rows.tapDistance),
            .dimension(columns.tapDistance), .dimension(images.height), .dimension(images.width),
          ], count: taps, local: 16, on: traits))
    }
    return places
  }
}
