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
    let first = min(distance, count)
    switch type {
    case 0: break
    case 1:
      for place in first..<count { row[place] &+= row[place &- distance] }
    case 2:
      for place in 0..<count { row[place] &+= above[place] }
    case 3:
      for place in 0..<first { row[place] &+= above[place] / 2 }
      for place in first..<count {
        row[place] &+= UInt8(truncatingIfNeeded: (Int(row[place &- distance]) &+ Int(above[place])) / 2)
      }
    case 4:
      for place in 0..<first { row[place] &+= above[place] }
      for place in first..<count {
        row[place] &+= paeth(left: row[place &- distance], above: above[place], aboveLeft: above[place &- distance])
      }
    default: return false
    }
    return true
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
