import ConcordKit

extension Convolution {
  /// `convolution_local.cl`.
  static let local = Form<Convolution>(
    "tiles in local memory", requires: Requirement.forLocalTiles, shape: { $0.shape(.convolutionLocal) },
    tiles: { convolution, traits in
      traits.suitedLocalTiles(rows: convolution.operands.outputChannels, columns: convolution.positions)
    },
    others: { LocalTile.candidates(on: $1) },
    plan: { convolution, tile, traits, plan in convolution.addLocal(tile, on: traits, to: &plan) })

  private func addLocal(_ tile: LocalTile, on traits: DeviceTraits, to plan: inout OperationPlan) {
    let images = operands.images
    let groups = tile.groups(rows: operands.outputChannels, columns: positions)
    let places = TapPlaces(
      rows: rows, columns: columns, step: step, channels: operands.inputChannels, stride: operands.inputStride,
      kernelWidth: operands.kernelWidth, images: images
    ).add(.convolutionLocal, tile, to: &plan)
    let plane = images.height * images.width * operands.inputChannels
    // A chain goes on from launch to launch through the output.
    let part = min(max(taps, 1), max(1, traits.roundLimit / tile.roundsPerDepth))
    for first in stride(from: 0, to: max(taps, 1), by: part) {
      let end = min(taps, first + part)
      plan.launch(
        KernelName(.convolutionLocal, "concord_convolution_local", tile: tile.options),
        .tiles(groups.across * groups.down * operands.groups, side: tile.side),
        ofOutputs.with([
          "x": operands.input, "w": operands.filters, "places": places, "count": .dimension(positions),
          "blocks": .dimension(groups.down), "first_tap": .dimension(first), "end_tap": .dimension(end),
          "x_sample": .dimension(plane * operands.groups), "x_group": .dimension(plane), "height": .dimension(images.height),
          "width": .dimension(images.width), "row_distance": .dimension(rows.distance),
          "column_distance": .dimension(columns.distance),
          "w_group": .dimension(operands.outputChannels * operands.inputChannels * operands.kernelSize),
          "w_stride": .dimension(operands.outputStride), "has_bias": .flag(operands.bias != nil && end == taps),
          "relu": .flag(operands.isRectified && end == taps), "continued": .flag(first > 0),
        ]))
    }
  }
}
