/// How a camera was held: what stands in the file is turned so that up is up (Exif 2.32, tag 0x0112).
enum Orientation: Int, CaseIterable {
  case upright = 1
  case mirrored = 2
  case upsideDown = 3
  case flipped = 4
  case transposed = 5
  case turnedLeft = 6
  case transversed = 7
  case turnedRight = 8

  /// Whether rows become columns.
  var exchangesSides: Bool { rawValue >= 5 }

  /// The place in the file's picture of each pixel of the upright one.
  private func source(_ row: Int, _ column: Int, _ height: Int, _ width: Int) -> (row: Int, column: Int) {
    switch self {
    case .upright: (row, column)
    case .mirrored: (row, width - 1 - column)
    case .upsideDown: (height - 1 - row, width - 1 - column)
    case .flipped: (height - 1 - row, column)
    case .transposed: (column, row)
    case .turnedLeft: (height - 1 - column, row)
    case .transversed: (height - 1 - column, width - 1 - row)
    case .turnedRight: (column, width - 1 - row)
    }
  }

  /// The picture, upright.
  func upright(_ picture: Picture) -> Picture {
    if self == .upright { return picture }
    let (height, width) = (picture.height, picture.width)
    let (rows, columns) = exchangesSides ? (width, height) : (height, width)
    // A row of the result goes through the file's picture at one distance.
    let next = source(0, 1, height, width)
    let zero = source(0, 0, height, width)
    let distance = (next.row - zero.row) * width + next.column - zero.column
    let planes = [UInt8](unsafeUninitializedCapacity: picture.planes.count) { output, count in
      picture.planes.withUnsafeBufferPointer { input in
        for channel in 0..<picture.channels {
          for row in 0..<rows {
            let first = source(row, 0, height, width)
            var place = (channel &* height &+ first.row) &* width &+ first.column
            let target = (channel &* rows &+ row) &* columns
            for column in 0..<columns {
              output[target &+ column] = input[place]
              place &+= distance
            }
          }
        }
      }
      count = picture.planes.count
    }
    return Picture(height: rows, width: columns, planes: planes)
  }
}
