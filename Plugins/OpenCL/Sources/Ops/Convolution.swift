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
  var operands: ConvolutionOperands
}

/// Everything that the cases of one operation share.
struct ConvolutionOperands {
  var input: LaunchArgument
  var images: BorderedImages
  var filters: LaunchArgument
  var bias: LaunchArgument?
  var isRectified: Bool
  var output: LaunchArgument
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
  func add(on traits: DeviceTraits, to plan: inout OperationPlan) throws(OperationError) {
    guard positions > 0, operands.outputChannels > 0 else { return }
    try Self.forms.add(self, on: traits, to: &plan)
  }

  /// `convolution_local.cl` on devices with fast local memory, `convolution_rows.cl` and `convolution.cl` on processors; the latter alone
  /// on devices without an exact fma, where a work-item takes one output.
  static let forms: Forms<Convolution> = [
    local,
    rowTiles,
    tiles("tiles in registers", requires: [.processor, .exactFMA]) { convolution, tile, traits in
      let usual = ConvolutionTile(channels: convolution.operands.outputChannels, vectorWidth: traits.vectorWidth)
      // The other one is the tuner's. It takes an eighth longer for the same than a tile of rows.
      return tile == usual ? 9 * convolution.work(tile) : .infinity
    },
    // Each by one work-item alone, of a wave that could hold many.
    tiles("tiles in registers of a GPU's", requires: [.graphics, .exactFMA]) { _, _, _ in .greatestFiniteMagnitude },
    tiles("elements", requires: [.inexactFMA]) { _, _, _ in 1 },
  ]

  /// Whether its kernels know the padding when they see it, so that images need no border.
  static func seesBorders(on traits: DeviceTraits) -> Bool { traits.takesLocalTiles }

  /// Outputs of a channel, in all samples.
  var positions: Int { operands.outputShape[0] * rows.count * columns.count }

  /// Taps of a chain.
  var taps: Int { operands.inputChannels * rows.taps * columns.taps }

  func shape(_ family: KernelFamily) -> ShapeClass {
    ShapeClass(family, rows: operands.outputChannels, columns: positions, depth: taps)
  }

  /// What is computed of a row of outputs, and thrown away where it is more than there is.
  private func work(_ tile: ConvolutionTile) -> Double {
    Double(tile.blocks(operands.outputChannels) * tile.columns * columns.count)
  }

  /// Where `convolution_taps.cl` leaves the weights and the places of the taps, in blocks of `columns` channels.
  func addTaps(
    _ family: KernelFamily, columns tileColumns: Int, to plan: inout OperationPlan
  ) -> (weights: LaunchArgument, places: LaunchArgument) {
    let images = operands.images
    let blocks = (operands.outputChannels + tileColumns - 1) / tileColumns
    let weights = plan.workspace(operands.groups * blocks * taps * tileColumns)
    let places = plan.workspace(taps)
    if taps > 0 {
      plan.launch(
        KernelName(family, "concord_convolution_taps"), .groups([taps, operands.groups * blocks], of: [16, 1]),
        [
          "w": operands.filters, "weights": weights, "places": places, "taps": .dimension(taps),
          "y_channels": .dimension(operands.outputChannels), "x_channels": .dimension(operands.inputChannels),
          "blocks": .dimension(blocks), "y_stride": .dimension(operands.outputStride),
          "x_stride": .dimension(operands.inputStride), "kernel_size": .dimension(operands.kernelSize),
          "kernel_width": .dimension(operands.kernelWidth), "first_row": .dimension(rows.first),
          "first_column": .dimension(columns.first), "step": .dimension(step), "row_taps": .dimension(rows.taps),
          "column_taps": .dimension(columns.taps), "first_place": .distance(rows.place * images.columns + columns.place),
          "plane": .distance(images.plane), "row_places": .distance(rows.tapDistance * images.columns),
          "column_places": .distance(columns.tapDistance),
        ])
    }
    return (weights, places)
  }

  /// Where in y the outputs lie.
  var ofOutputs: LaunchArguments {
    let shape = operands.outputShape
    return [
      "y": operands.output, "rows": .dimension(rows.count), "columns": .dimension(columns.count),
      "y_channels": .dimension(operands.outputChannels), "y_sample": .dimension(shape.dropFirst().reduce(1, *)),
      "y_plane": .dimension(shape[2] * shape[3]), "y_first": .dimension(rows.output * shape[3] + columns.output),
      "y_row": .dimension(rows.outputDistance * shape[3]), "y_column": .dimension(columns.outputDistance),
      "bias": operands.bias ?? operands.filters,
    ]
  }

  /// `convolution.cl`, with any tile that is listed.
  private static func tiles(
    _ name: String, requires: [Requirement], cost: @escaping @Sendable (Convolution, ConvolutionTile, DeviceTraits) -> Double
  ) -> Form<Convolution> {
    Form(
      name, requires: requires, shape: { $0.shape(.convolution) },
      tiles: { ConvolutionTile.candidates(channels: $0.operands.outputChannels, on: $1) }, cost: cost,
      plan: { convolution, tile, traits, plan in convolution.addTiles(tile, on: traits, to: &plan) })
  }

  private func addTiles(_ tile: ConvolutionTile, on traits: DeviceTraits, to plan: inout OperationPlan) {
    let family: KernelFamily = tile.isNarrow ? .convolutionNarrow : .convolution
    let (blocks, images) = (tile.blocks(operands.outputChannels), operands.images)
    let (weights, places) = addTaps(family, columns: tile.columns, to: &plan)

    let each = positionsPerItem(blocks: operands.groups * blocks, tile: tile, on: traits)
    // A chain goes on from launch to launch through the output.
    let part = min(max(taps, 1), max(1, traits.roundLimit / (traits.usesSoftwareFMA ? 4 : 2 * ConvolutionTile.roundsPerStep)))
    // With an fma in integers a work-item takes one element, else a tile.
    let share: WorkShare =
      traits.usesSoftwareFMA
      ? .anyGroups([positions, operands.groups * operands.outputChannels], of: [16, 4])
      : .single([(positions + each - 1) / each, operands.groups * blocks])
    for first in stride(from: 0, to: max(taps, 1), by: part) {
      let end = min(taps, first + part)
      plan.launch(
        KernelName(family, "concord_convolution"), share,
        ofOutputs.with([
          "x": operands.input, "weights": weights, "places": places, "count": .dimension(positions), "each": .dimension(each),
          "blocks": .dimension(blocks), "taps": .dimension(taps), "first_tap": .dimension(first), "end_tap": .dimension(end),
          "x_sample": .dimension(images.plane * operands.inputChannels * operands.groups),
          "x_group": .dimension(images.plane * operands.inputChannels), "x_row": .dimension(rows.distance * images.columns),
          "x_column": .dimension(columns.distance), "has_bias": .flag(operands.bias != nil && end == taps),
          "relu": .flag(operands.isRectified && end == taps), "continued": .flag(first > 0),
          "groups": .dimension(operands.groups),
        ]))
    }
  }

  /// Few enough that every core gets several work-items to balance.
  private func positionsPerItem(blocks: Int, tile: ConvolutionTile, on traits: DeviceTraits) -> Int {
    guard traits.roundLimit == .max, traits.style == .processor else { return tile.rows }
    let items = max(1, 16 * traits.cores / blocks)
    let tiles = (positions + tile.rows - 1) / tile.rows
    return max(1, (tiles + items - 1) / items) * tile.rows
  }
}
