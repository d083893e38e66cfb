/// Which pixels of an image a part of a PNG file holds: all of them, or those of one of the seven passes of an interlaced image (8.2).
struct PNGPass {
  var firstRow: Int
  var firstColumn: Int
  var rowStep: Int
  var columnStep: Int
  /// Rows and columns that it has pixels of.
  var rows: Int
  var columns: Int

  private init(_ header: PNGHeader, firstRow: Int, firstColumn: Int, rowStep: Int, columnStep: Int) {
    (self.firstRow, self.firstColumn, self.rowStep, self.columnStep) = (firstRow, firstColumn, rowStep, columnStep)
    rows = max(0, (header.height - firstRow + rowStep - 1) / rowStep)
    columns = max(0, (header.width - firstColumn + columnStep - 1) / columnStep)
  }

  /// Those that have pixels, in the order of the file.
  static func all(of header: PNGHeader) -> [PNGPass] {
    guard header.isInterlaced else {
      return [PNGPass(header, firstRow: 0, firstColumn: 0, rowStep: 1, columnStep: 1)]
    }
    let passes = [
      (0, 0, 8, 8), (0, 4, 8, 8), (4, 0, 8, 4), (0, 2, 4, 4), (2, 0, 4, 2), (0, 1, 2, 2), (1, 0, 2, 1),
    ].map {
      PNGPass(header, firstRow: $0.0, firstColumn: $0.1, rowStep: $0.2, columnStep: $0.3)
    }
    return passes.filter { $0.rows > 0 && $0.columns > 0 }
  }
}
