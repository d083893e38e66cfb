import ConcordKit

extension Convolution {
  /// `convolution_rows.cl`.
  static let rowTiles = Form<Convolution>(
    "tiles of rows", requires: [.processor, .exactFMA, .longLoops],
    serves: {
      $0.columns.distance == 1 && $0.columns.count >= ConvolutionRowsTile(ofSix: false, vectorWidth: $1.vectorWidth).width
    },
    shape: { $0.shape(.convolution) },
    tiles: { _, traits in [false, true].map { ConvolutionRowsTile(ofSix: $0, vectorWidth: traits.vectorWidth) } },
    cost: { convolution, tile, _ in 8 * convolution.work(tile) },
    plan: { convolution, tile, traits, plan in convolution.addRows(tile, on: traits, to: &plan) })

  /// What is computed of a row of outputs, and thrown away where it is more than there is.
  private func work(_ tile: ConvolutionRowsTile) -> Double {
    Double(tile.blocks(operands.outputChannels) * tile.columns * tile.runs(columns.count) * tile.width)
  }

  private func addRows(_ tile: ConvolutionRowsTile, on traits: DeviceTraits, to plan: inout OperationPlan) {
    let (shape, images) = (operands.outputShape, operands.images)
    let (blocks, across) = (tile.blocks(operands.outputChannels), tile.runs(columns.count))
    let runs = shape[0] * rows.count * across
    let (weights, places) = addTaps(tile.family, columns: tile.columns, to: &plan)
    // Work-items of neighbouring blocks see the same part of x. It is to fit into a cache, and there are to be enough parts for every
    // core.
    let rowBytes = operands.inputChannels * images.columns * MemoryLayout<Float>.size
    let cached = max(1, Self.cachedBytes / max(1, rowBytes)) * across
    let balanced = runs / max(1, 16 * traits.cores / (operands.groups * blocks))
    let each = (max(1, min(cached, balanced)) + tile.vectors - 1) / tile.vectors * tile.vectors
    plan.launch(
      KernelName(tile.family, "concord_convolution_rows"), .single([operands.groups * blocks, (runs + each - 1) / each]),
      ofOutputs.with([
        "x": operands.input, "weights": weights, "places": places, "count": .dimension(runs), "each": .dimension(each),
        "blocks": .dimension(blocks), "taps": .dimension(taps),
        "x_sample": .dimension(images.plane * operands.inputChannels * operands.groups),
        "x_group": .dimension(images.plane * operands.inputChannels), "x_row": .dimension(rows.distance * images.columns),
        "has_bias": .flag(operands.bias != nil), "relu": .flag(operands.isRectified), "row_taps": .dimension(rows.taps),
        "column_taps": .dimension(columns.taps), "top": .dimension(images.top), "height": .dimension(images.height),
        "first_row": .distance(rows.place), "row_distance": .distance(rows.distance),
        "tap_distance": .distance(rows.tapDistance),
        "has_border": .flag(images.rows != images.height && taps > 0),
      ]))
  }

  /// Half of a small second-level cache.
  private static let cachedBytes = 128 * 1024
}
