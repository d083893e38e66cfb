/// Files of MNIST's format, written by hand.
enum IDXBytes {
  static func header(type: UInt8 = 0x08, _ dimensions: [UInt32]) -> [UInt8] {
    [0, 0, type, UInt8(dimensions.count)]
      + dimensions.flatMap { dimension in
        [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: dimension >> $0) }
      }
  }

  /// `count` images whose pixel number p of image number n is 7 n + p, without the bits above the eighth.
  static func images(_ count: Int, rows: Int = 28, columns: Int = 28) -> [UInt8] {
    header([UInt32(count), UInt32(rows), UInt32(columns)])
      + (0..<count).flatMap { n in (0..<(rows * columns)).map { UInt8(truncatingIfNeeded: 7 * n + $0) } }
  }

  /// Labels 0, 1, 2 … 9, 0, 1 …
  static func labels(_ count: Int) -> [UInt8] {
    header([UInt32(count)]) + (0..<count).map { UInt8($0 % 10) }
  }
}
