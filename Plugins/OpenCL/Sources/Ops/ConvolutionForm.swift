/// A kernel for convolutions that keeps its tile in registers, with that tile. Changes speed, never bits.
enum ConvolutionForm: Hashable {
  /// `convolution.cl`.
  case tiles(ConvolutionTile)
  /// `convolution_rows.cl`.
  case rows(ConvolutionRowsTile)

  var options: [String] {
    switch self {
    case .tiles(let tile): tile.options
    case .rows(let tile): tile.options
    }
  }
}

extension Convolution {
  /// The forms that serve a convolution to so many channels, first the one that is known to suit it best.
  func forms(channels: Int, on traits: DeviceTraits) -> [ConvolutionForm] {
    let tile = ConvolutionTile(channels: channels, on: traits)
    guard !traits.usesSoftwareFMA, !traits.prefersLocalMemory, traits.roundLimit == .max else { return [.tiles(tile)] }
    let other = ConvolutionTile(isNarrow: !tile.isNarrow, vectorWidth: traits.vectorWidth)
    let forms = [ConvolutionForm.tiles(tile), .tiles(other)]
    let rows = [false, true].map { ConvolutionRowsTile(ofSix: $0, vectorWidth: traits.vectorWidth) }
    guard columns.distance == 1, columns.count >= rows[0].width else { return forms }
    // What is computed, and thrown away where it is more than there is. A tile of columns takes an eighth longer for the same.
    func work(_ rows: ConvolutionRowsTile) -> Int {
      rows.blocks(channels) * rows.columns * rows.runs(columns.count) * rows.width
    }
    let sorted = work(rows[1]) < work(rows[0]) ? [rows[1], rows[0]] : rows
    let isFaster = 8 * work(sorted[0]) <= 9 * tile.blocks(channels) * tile.columns * columns.count
    return isFaster ? sorted.map { .rows($0) } + forms : forms + sorted.map { .rows($0) }
  }
}
