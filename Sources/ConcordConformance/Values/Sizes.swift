/// Sizes at which kernels go wrong: nothing, one, primes, and the neighbours of vector, tile and work-group widths.
enum Sizes {
  /// Elements of a flat tensor.
  static let elements = [
    0, 1, 2, 3, 7, 8, 9, 15, 16, 17, 31, 32, 33, 63, 64, 65, 127, 128, 129, 255, 256, 257, 511, 1009, 4099,
  ]

  /// One that fills many work-groups, and ends amid a vector.
  static let large = 262_147

  /// Columns of a row that is reduced in 64 lanes.
  static let columns = [1, 2, 3, 7, 10, 16, 31, 33, 63, 64, 65, 100, 127, 128, 129, 191, 193, 257, 1000]

  /// The classes of values for a flat tensor: every class for two sizes, for the others ordinary numbers and two classes in turn.
  static func values(_ count: Int) -> [ValueClass] {
    switch count {
    case large: [.normal, .bits]
    case 65, 4099: ValueClass.allCases
    default: ValueClass.some(count)
    }
  }
}
