/// The row filters of PNG (9.2), undone in place.
enum PNGFilter {
  /// - Parameters:
  ///   - row: `count` bytes as they are in the file.
  ///   - above: the row before, with its filter undone; zeros for the first of a pass.
  ///   - distance: bytes from a sample to the same of the pixel to the left; 1 where pixels are smaller.
  /// - Returns: whether there is such a filter.
  static func undo(
    _ type: UInt8, _ row: UnsafeMutablePointer<UInt8>, above: UnsafePointer<UInt8>, count: Int, distance: Int
  ) -> Bool {
    switch type {
    case 0: break
    case 1: undo(row, above, count, distance) { left, _, _ in left }
    case 2: undo(row, above, count, distance) { _, above, _ in above }
    case 3:
      undo(row, above, count, distance) { left, above, _ in UInt8(truncatingIfNeeded: (Int(left) &+ Int(above)) / 2) }
    case 4: undo(row, above, count, distance, paeth)
    default: return false
    }
    return true
  }

  /// Adds what `predict` makes of the bytes to the left, above, and above that to the left; 0 where there are none.
  ///
  /// The bytes of each place in a pixel go by themselves, the one to the left in a variable: loops that read it back from the row
  /// came out wrong from the optimiser in one kind of build (Swift 6.3.1, `-enable-testing`, distances 1 and 3).
  @inline(__always)
  private static func undo(
    _ row: UnsafeMutablePointer<UInt8>, _ above: UnsafePointer<UInt8>, _ count: Int, _ distance: Int,
    _ predict: (_ left: UInt8, _ above: UInt8, _ aboveLeft: UInt8) -> UInt8
  ) {
    for first in 0..<distance {
      var (left, aboveLeft): (UInt8, UInt8) = (0, 0)
      var place = first
      while place < count {
        left = row[place] &+ predict(left, above[place], aboveLeft)
        row[place] = left
        aboveLeft = above[place]
        place &+= distance
      }
    }
  }

  /// The neighbour that is nearest to left + above − above left; the earlier of these where two are.
  @inline(__always)
  private static func paeth(left: UInt8, above: UInt8, aboveLeft: UInt8) -> UInt8 {
    let (a, b, c) = (Int(left), Int(above), Int(aboveLeft))
    let fromLeft = abs(b &- c)
    let fromAbove = abs(a &- c)
    let fromAboveLeft = abs(a &+ b &- 2 &* c)
    if fromLeft <= fromAbove && fromLeft <= fromAboveLeft { return left }
    return fromAbove <= fromAboveLeft ? above : aboveLeft
  }
}
