/// The tile of `local_tile.cl`, by which work-groups compute products and convolutions. Changes speed, never bits.
struct LocalTile: Tile {
  /// Work-items of a group in each of two dimensions.
  var side = 16
  /// Elements of a work-item.
  var rows = 4
  var columns = 4
  /// Values of k in local memory.
  var depth = 16
  /// Floats that a work-item reads from local memory at once, where it has as many.
  var vector = 4
  /// Parts in local memory: 2 need one barrier for each, 1 needs two.
  var buffers = 2

  var groupItems: Int { side * side }
  var tileRows: Int { side * rows }
  var tileColumns: Int { side * columns }

  private var rowVector: Int { Self.vector(rows, atMost: vector) }
  private var columnVector: Int { Self.vector(columns, atMost: vector) }

  private static func vector(_ elements: Int, atMost limit: Int) -> Int {
    [4, 2].first { $0 <= limit && elements % $0 == 0 } ?? 1
  }

  var localBytes: Int {
    buffers * depth * (tileRows + rowVector + tileColumns + columnVector) * MemoryLayout<Float>.size
  }

  var options: [String] {
    [
      "-DSIDE=\(side)", "-DROWS=\(rows)", "-DCOLUMNS=\(columns)", "-DDEPTH=\(depth)", "-DROW_VECTOR=\(rowVector)",
      "-DCOLUMN_VECTOR=\(columnVector)", "-DBUFFERS=\(buffers)",
    ]
  }

  /// What `local_tile.cl` takes for granted.
  var defect: String? {
    func isPowerOfTwo(_ number: Int) -> Bool { number > 0 && number & (number - 1) == 0 }
    if !isPowerOfTwo(side) || !isPowerOfTwo(depth) { return "the group's side and the depth must be powers of two" }
    if !isPowerOfTwo(rows) || !isPowerOfTwo(columns) || max(rows, columns) > side {
      return "a work-item's rows and columns must be powers of two, and not more than the group's side"
    }
    if depth < side / min(rows, columns) || depth > side * side { return "some work-items would bring no whole value" }
    return [1, 2].contains(buffers) ? nil : "there are one or two parts in local memory"
  }

  /// Rounds of all loops for one value of k, where the compiler unrolls none of them.
  var roundsPerDepth: Int { 2 * (rows * (columns + 2) + columns) }

  /// Work-groups for a product of so many rows and columns.
  func groups(rows m: Int, columns n: Int) -> (down: Int, across: Int) {
    ((m + tileRows - 1) / tileRows, (n + tileColumns - 1) / tileColumns)
  }

  /// Work-items of so many groups. All are in the first dimension, which alone is long everywhere.
  func items(_ groups: Int) -> [Int] { [groups * side, side] }

  func fits(_ traits: DeviceTraits) -> Bool {
    groupItems <= traits.limits.groupItems && traits.limits.groupSides.prefix(2).allSatisfy { side <= $0 }
      && localBytes <= traits.limits.localMemoryBytes
  }
}

extension LocalTile {
  /// Elements of a work-item for large products, and for those with few rows, few columns, or few of both.
  private static let shapes = [(8, 8), (8, 4), (4, 4), (2, 4), (4, 1), (1, 4), (1, 1)]

  /// This tile and those with fewer elements of a work-item.
  var smaller: [LocalTile] {
    Self.shapes.filter { $0.0 <= rows && $0.1 <= columns }.map { rows, columns in
      var tile = self
      (tile.rows, tile.columns) = (rows, columns)
      // Every work-item brings something of each part.
      tile.depth = max(depth, side / min(rows, columns))
      return tile
    }
  }

  /// For a product of so many rows and columns: of the tiles that are not larger than this one the one with which all work-groups
  /// should take the least time.
  ///
  /// An element takes a work-item as long as reading one factor from local memory, of which half as many again come from global
  /// memory. Cores that have no work-group in the last round are idle.
  func suited(rows m: Int, columns n: Int, on traits: DeviceTraits) -> LocalTile {
    var best = self
    var least = Double.infinity
    for tile in smaller {
      let groups = tile.groups(rows: m, columns: n)
      let rounds = (groups.down * groups.across + traits.cores - 1) / traits.cores
      let time = Double(rounds) * (Double(tile.rows * tile.columns) + 1.5 * Double(tile.rows + tile.columns) + 2)
      if time < least { (best, least) = (tile, time) }
    }
    return best
  }
}
