import ConcordKit

/// What `convolution.cl` computes, of which `conv2d` is one case and `conv2d_input_gradient` another for each phase of the stride:
/// outputs at even distances, each a chain over the same taps of a bordered input.
struct Convolution {
  /// Rows or columns.
  struct Axis {
    /// Of the filter: the first tap, and how many there are.
    var first: Int
    var taps: Int
    /// In the input: the first tap seen from the first output; from a tap to the next; from an output to the next.
    var place: Int
    var tapDistance: Int
    var distance: Int
    /// In the output: the first, from one to the next, and how many.
    var output: Int
    var outputDistance: Int
    var count: Int
  }

  var rows: Axis
  var columns: Axis
  /// Of the filter, from a tap to the next.
  var step: Int
}

/// Everything that the cases of one operation share.
struct ConvolutionOperands {
  var input: Launch.Argument
  var images: BorderedImages
  var filters: Launch.Argument
  var bias: Launch.Argument?
  var isRectified: Bool
  var output: Launch.Argument
  /// [N, …, height, width] of the output.
  var outputShape: [Int]
  var groups: Int
  /// Channels of a group, and how far they are apart in the filters, of kernelSize elements with kernelWidth in a row.
  var inputChannels: Int
  var inputStride: Int
  var outputChannels: Int
  var outputStride: Int
  var kernelSize: Int
  var kernelWidth: Int
}

extension Convolution {
  /// Adds the launches to a plan.
  func add(
    _ operands: ConvolutionOperands, to plan: inout OperationPlan, _ workspace: inout WorkspaceLayout, on traits: DeviceTraits
  ) throws(OperationError) {
    guard operands.outputShape[0] * rows.count * columns.count > 0, operands.outputChannels > 0 else { return }
    let positions = operands.outputShape[0] * rows.count * columns.count
    if let tile = try traits.localTile(
      .convolutionLocal, rows: operands.outputChannels, columns: positions, depth: taps(operands))?.served()
    {
      return addLocal(operands, tile, to: &plan, &workspace, on: traits)
    }
    let forms = forms(channels: operands.outputChannels, on: traits)
    switch traits.chosen(
      .convolution, rows: operands.outputChannels, columns: positions, depth: taps(operands), among: forms)
    {
    case .tiles(let tile): addTiles(operands, tile, to: &plan, &workspace, on: traits)
    case .rows(let tile): addRows(operands, tile, to: &plan, &workspace, on: traits)
    }
  }

  /// Taps of a chain.
  func taps(_ operands: ConvolutionOperands) -> Int { operands.inputChannels * rows.taps * columns.taps }

  /// Where `convolution_taps.cl` leaves the weights and the places of the taps, in blocks of `columns` channels.
  func addTaps(
    _ operands: ConvolutionOperands, _ family: KernelFamily, columns tileColumns: Int, to plan: inout OperationPlan,
    _ workspace: inout WorkspaceLayout
  ) -> (weights: Launch.Argument, places: Launch.Argument) {
    let (images, taps) = (operands.images, taps(operands))
    let blocks = (operands.outputChannels + tileColumns - 1) / tileColumns
    let weights = workspace.take(operands.groups * blocks * taps * tileColumns)
    let places = workspace.take(taps)
    if taps > 0 {
      plan.launches.append(
        Launch(
          KernelName(family, "concord_convolution_taps"),
          [
            operands.filters, weights, places, .dimension(taps), .dimension(operands.outputChannels),
            .dimension(operands.inputChannels), .dimension(blocks), .dimension(operands.outputStride),
            .dimension(operands.inputStride), .dimension(operands.kernelSize), .dimension(operands.kernelWidth),
            .dimension(rows.first), .dimension(columns.first), .dimension(step), .dimension(rows.taps),
            .dimension(columns.taps), .dimension(rows.place * images.columns + columns.place), .dimension(images.plane),
            .dimension(rows.tapDistance * images.columns), .dimension(columns.tapDistance),
          ], items: [taps, operands.groups * blocks], local: [16, 1]))
    }
    return (weights, places)
  }

  /// `convolution.cl`.
  private func addTiles(
    _ operands: ConvolutionOperands, _ tile: ConvolutionTile, to plan: inout OperationPlan,
    _ workspace: inout WorkspaceLayout, on traits: DeviceTraits
  ) {
    let positions = operands.outputShape[0] * rows.count * columns.count
    let family: KernelFamily = tile.isNarrow ? .convolutionNarrow : .convolution
    let (blocks, taps, images) = (tile.blocks(operands.outputChannels), taps(operands), operands.images)
    let (weights, places) = addTaps(operands, family, columns: tile.columns, to: &plan, &workspace)

    let each = positionsPerItem(positions, blocks: operands.groups * blocks, tile: tile, on: traits)
    // A chain goes on from launch to launch through the output.
    let part = min(max(taps, 1), max(1, traits.roundLimit / (traits.usesSoftwareFMA ? 4 : 2 * ConvolutionTile.roundsPerStep)))
    // With an fma in integers a work-item takes one element, else a tile.
    let (items, local) =
      traits.usesSoftwareFMA
      ? ([positions, operands.groups * operands.outputChannels], [16, 4])
      : ([(positions + each - 1) / each, operands.groups * blocks], [1, 1])
    for first in stride(from: 0, to: max(taps, 1), by: part) {
      let end = min(taps, first + part)
      plan.launches.append(
        Launch(
          KernelName(family, "concord_convolution"),
          [
            operands.input, weights, places, operands.bias ?? operands.filters, operands.output, .dimension(positions),
            .dimension(rows.count), .dimension(columns.count), .dimension(each), .dimension(blocks),
            .dimension(operands.outputChannels), .dimension(taps), .dimension(first), .dimension(end),
            .dimension(images.plane * operands.inputChannels * operands.groups),
            .dimension(images.plane * operands.inputChannels), .dimension(rows.distance * images.columns),
            .dimension(columns.distance), .dimension(operands.outputShape.dropFirst().reduce(1, *)),
            .dimension(operands.outputShape[2] * operands.outputShape[3]),
            .dimension(rows.output * operands.outputShape[3] + columns.output),
            .dimension(rows.outputDistance * operands.outputShape[3]), .dimension(columns.outputDistance),
            .flag(operands.bias != nil && end == taps), .flag(operands.isRectified && end == taps), .flag(first > 0),
            .dimension(operands.groups),
          ], items: items, local: local, takesAnyGroup: traits.usesSoftwareFMA))
    }
  }

  /// Few enough that every compute unit gets several work-items to balance.
  private func positionsPerItem(_ positions: Int, blocks: Int, tile: ConvolutionTile, on traits: DeviceTraits) -> Int {
    guard traits.roundLimit == .max, !traits.prefersLocalMemory else { return tile.rows }
    let items = max(1, 16 * traits.info.computeUnits / blocks)
    let tiles = (positions + tile.rows - 1) / tile.rows
    return max(1, (tiles + items - 1) / items) * tile.rows
  }
}
