/// The register tile of `convolution.cl` and `conv2d_weight_gradient.cl`. Changes speed, never bits.
struct ConvolutionTile: Tile {
  /// Channels that lie side by side, `vectors` times `width`.
  let columns: Int
  /// Positions or taps.
  let rows: Int
  let vectors: Int
  let width: Int

  /// For convolutions of few channels: half as wide.
  static let narrowColumns = 8
  static let wideColumns = 16

  /// Rounds of all loops for one row of the tile's inputs, where the compiler unrolls none of them.
  static let roundsPerStep = 40

  /// - Parameter vectorWidth: Floats in a register.
  init(isNarrow: Bool, vectorWidth: Int) {
    columns = isNarrow ? Self.narrowColumns : Self.wideColumns
    width = min(columns, vectorWidth >= 16 ? 16 : vectorWidth >= 8 ? 8 : 4)
    vectors = columns / width
    // As many sums as the registers hold beside the vectors of one step. Those of GPUs, which report single floats, hold 32: with 48
    // Intel's compiler spills.
    rows = vectorWidth >= 16 ? 12 : vectorWidth < 4 ? 32 / columns : [1: 8, 2: 6, 4: 3][vectors] ?? 1
  }

  /// That which usually suits so many channels.
  init(channels: Int, vectorWidth: Int) {
    self.init(isNarrow: channels <= Self.narrowColumns, vectorWidth: vectorWidth)
  }

  /// That which usually suits so many channels, then what the tuner tries.
  static func candidates(channels: Int, on traits: DeviceTraits) -> [ConvolutionTile] {
    let usual = ConvolutionTile(channels: channels, vectorWidth: traits.vectorWidth)
    guard Requirement.processor.isMet(by: traits), Requirement.longLoops.isMet(by: traits), !traits.usesSoftwareFMA else {
      return [usual]
    }
    return [usual, ConvolutionTile(isNarrow: !usual.isNarrow, vectorWidth: traits.vectorWidth)]
  }

  var isNarrow: Bool { columns == Self.narrowColumns }

  /// Blocks of `columns` that hold so many channels.
  func blocks(_ channels: Int) -> Int { (channels + columns - 1) / columns }

  var options: [String] { ["-DROWS=\(rows)", "-DCOLUMNS=\(columns)", "-DVECTORS=\(vectors)", "-DWIDTH=\(width)"] }
}
