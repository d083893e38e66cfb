import ConcordKit

/// Round numbers of bytes for an axis, all in one unit.
struct ByteScale {
  let ticks: [Int]
  private let unit: (name: String, bytes: Int)

  /// About five ticks from 0 to at most `most`, at 1, 2 or 5 times a power of ten of the largest unit that is not more than a fifth of it.
  init(upTo most: Int) {
    let units = [("B", 1), ("KiB", 1 << 10), ("MiB", 1 << 20), ("GiB", 1 << 30), ("TiB", 1 << 40)]
    unit = units.last { $0.1 <= max(most / 2, 1) } ?? units[0]
    let wanted = Double(most) / Double(unit.bytes) / 5
    var power = 0.1
    while power * 10 <= wanted { power *= 10 }
    let factor = [1.0, 2, 5, 10].first { $0 * power >= wanted } ?? 10
    let step = max(Int((factor * power * Double(unit.bytes)).rounded()), 1)
    ticks = Array(stride(from: 0, through: most, by: step))
  }

  func label(_ bytes: Int) -> String {
    guard bytes > 0 else { return "0" }
    let tenths = Int((Double(bytes) / Double(unit.bytes) * 10).rounded())
    return "\(tenths / 10)\(tenths % 10 == 0 ? "" : ".\(tenths % 10)") \(unit.name)"
  }
}
