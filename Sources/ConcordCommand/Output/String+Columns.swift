/// How wide text is on a terminal.
extension String {
  /// Character cells that it takes: 2 for wide characters of East Asian scripts and emoji, 0 for marks that join what is before.
  var columns: Int { reduce(0) { $0 + $1.columns } }

  /// Its beginning, at most so many cells wide.
  ///
  /// - Parameter mark: Its end where something is left out.
  func fitted(to limit: Int, mark: String = "…") -> String {
    if columns <= limit { return self }
    let room = limit - mark.columns
    var (result, width) = ("", 0)
    for character in self {
      width += character.columns
      guard width <= room else { break }
      result.append(character)
    }
    return room >= 0 ? result + mark : ""
  }

  /// With spaces up to so many cells.
  func padded(to width: Int) -> String { self + String(repeating: " ", count: max(0, width - columns)) }
}

extension Character {
  fileprivate var columns: Int { unicodeScalars.map(Self.columns).max() ?? 0 }

  private static func columns(_ scalar: Unicode.Scalar) -> Int {
    if scalar.value < 0x300 { return 1 }
    switch scalar.properties.generalCategory {
    case .nonspacingMark, .enclosingMark, .format: return 0
    default: return scalar.properties.isEmojiPresentation || wide.contains { $0.contains(scalar.value) } ? 2 : 1
    }
  }

  /// Blocks of the Unicode standard's East Asian Width W and F (Annex 11).
  private static let wide: [ClosedRange<UInt32>] = [
    0x1100...0x115f, 0x2e80...0x303e, 0x3041...0x33ff, 0x3400...0x4dbf, 0x4e00...0x9fff, 0xa000...0xa4cf, 0xa960...0xa97f,
    0xac00...0xd7a3, 0xf900...0xfaff, 0xfe30...0xfe6f, 0xff00...0xff60, 0xffe0...0xffe6, 0x1f300...0x1f64f, 0x1f900...0x1f9ff,
    0x20000...0x3fffd,
  ]
}
