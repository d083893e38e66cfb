import ConcordKit

extension Convolution {
  /// `convolution_rows.cl`.
  func addRows(
    _ operands: ConvolutionOperands, _ tile: ConvolutionRowsTile, to plan: inout OperationPlan,
    _ workspace: inout WorkspaceLayout, on traits: DeviceTraits
  ) {
    let (shape, images) = (operands.outputShape, operands.images)
    let (blocks, across) = (tile.blocks(operands.outputChannels), tile.runs(columns.count))
    let runs = shape[0] * rows.count * across
    let (weights, places) = addTaps(operands, tile.family, columns: tile.columns, to: &plan, &workspace)
    // Work-items of neighbouring blocks see the same part of x. It is to fit into a cache, and there are to be enough parts for every
    // compute unit.
    let rowBytes = operands.inputChannels * images.columns * MemoryLayout<Float>.size
    let cached = max(1, Self.cachedBytes / max(1, rowBytes)) * across
    let balanced = runs / max(1, 16 * traits.info.computeUnits / (operands.groups * blocks))
    let each = (max(1, min(cached, balanced)) + tile.vectors - 1) / tile.vectors * tile.vectors
    plan.launches.append(
      Launch(
        KernelName(tile.family, "concord_convolution_rows"),
        [
          operands.input, weights, places, operands.bias ?? operands.filters, operands.output, .dimension(runs),
          .dimension(rows.count), .dimension(columns.count), .dimension(each), .dimension(blocks),
          .dimension(operands.outputChannels), .dimension(taps(operands)),
          .dimension(images.plane * operands.inputChannels * operands.groups),
          .dimension(images.plane * operands.inputChannels), .dimension(rows.distance * images.columns),
          .dimension(shape.dropFirst().reduce(1, *)),
          .dimension(shape[2] * shape[3]), .dimension(rows.output * shape[3] + columns.output),
          .dimension(rows.outputDistance * shape[3]), .dimension(columns.outputDistance), .flag(operands.bias != nil),
          .flag(operands.isRectified), .dimension(rows.taps), .dimension(columns.taps), .dimension(images.top),
          .dimension(images.height), .dimension(rows.place), .dimension(rows.distance), .dimension(rows.tapDistance),
          .flag(images.rows != images.height && taps(operands) > 0),
        ], items: [operands.groups * blocks, (runs + each - 1) / each], local: [1, 1]))
  }

  /// Half of a small second-level cache.
  private static let cachedBytes = 128 * 1024
}
