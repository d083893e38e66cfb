/// Where the taps of a filter meet an image, for many taps and many positions of the filter: tap t at position p reads the row
/// `positions[p].row + taps[t].row` of the plane that starts at `taps[t].plane`, and so for the column.
struct TapTable {
  /// An offset into an image, as the filter moves.
  struct Offset {
    var row: Int
    var column: Int
  }

  let height: Int
  let width: Int
  private(set) var planes: [Int] = []
  private(set) var taps: [Offset] = []
  let positions: [Offset]

  /// - Parameters:
  ///   - planes: How many planes of height × width elements lie one after another.
  ///   - offsets: Those of the taps within a plane: the same in each. Taps ascend by plane, then by offset.
  init(planes: Int, height: Int, width: Int, offsets: [Offset], positions: [Offset]) {
    self.height = height
    self.width = width
    self.positions = positions
    for plane in 0..<planes {
      for offset in offsets {
        self.planes.append(plane * height * width)
        taps.append(offset)
      }
    }
  }

  /// A function of tap and position: the element there, +0 outside of the image.
  ///
  /// - Parameter body: The function must not outlive it.
  @inline(__always)
  func withReader(
    of image: UnsafePointer<Float>, _ body: (_ element: (_ tap: Int, _ position: Int) -> Float) -> Void
  ) {
    planes.withUnsafeBufferPointer { planes in
      taps.withUnsafeBufferPointer { taps in
        positions.withUnsafeBufferPointer { positions in
          body { tap, position in
            let row = positions[position].row &+ taps[tap].row
            let column = positions[position].column &+ taps[tap].column
            guard row >= 0, row < height, column >= 0, column < width else { return 0 }
            return image[planes[tap] &+ row &* width &+ column]
          }
        }
      }
    }
  }
}
