/// The register tile of `convolution_rows.cl`. Changes speed, never bits.
struct ConvolutionRowsTile: Tile {
  /// Channels.
  let columns: Int
  /// Runs of `width` neighbouring outputs.
  let vectors: Int
  let width: Int

  /// - Parameters:
  ///   - ofSix: Six channels, else four.
  ///   - vectorWidth: Floats in a register.
  init(ofSix: Bool, vectorWidth: Int) {
    width = vectorWidth >= 16 ? 16 : vectorWidth >= 8 ? 8 : 4
    columns = ofSix ? 6 : 4
    // As many sums as the registers hold beside the vectors of one step: 12 in 16, 24 in the 32 of wider ones.
    vectors = (width == 16 ? 24 : 12) / columns
  }

  var family: KernelFamily { columns == 6 ? .convolutionRowsOfSix : .convolutionRows }

  /// Blocks of `columns` that hold so many channels.
  func blocks(_ channels: Int) -> Int { (channels + columns - 1) / columns }

  /// Runs that hold so many outputs.
  func runs(_ outputs: Int) -> Int { (outputs + width - 1) / width }

  /// Whether rows of taps on padding are skipped: not worth its time where a tile covers several rows.
  private var skips: Bool { columns == 6 }

  var options: [String] {
    ["-DCOLUMNS=\(columns)", "-DVECTORS=\(vectors)", "-DWIDTH=\(width)"] + (skips ? ["-DSKIPS"] : [])
  }
}
