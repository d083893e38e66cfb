import Concord

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif
#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// An image as lines of text: each character stands for two pixels, one above the other.
struct ImageText {
  enum Style {
    /// Half blocks in 24-bit colours, for terminals.
    case colour
    /// Characters of five brightnesses, for anything else.
    case shades

    /// Colour where standard output is a terminal and `NO_COLOR` is not set.
    static var current: Style {
      let environment = ProcessInfo.processInfo.environment
      return isatty(STDOUT_FILENO) == 1 && environment["NO_COLOR", default: ""].isEmpty ? .colour : .shades
    }
  }

  /// At most so many characters across; larger images are thinned.
  private static let columnLimit = 32
  private static let lineWidth = 100
  private static let shades: [Character] = [" ", "░", "▒", "▓", "█"]

  /// Characters in each line.
  let width: Int
  let lines: [String]

  /// - Parameter image: its index in `part`.
  init(_ part: DatasetPart, image: Int, caption: String, style: Style) {
    let (channels, height, width) = (part.imageShape[0], part.imageShape[1], part.imageShape[2])
    let step = (max(width, height) + Self.columnLimit - 1) / Self.columnLimit
    let columns = (width + step - 1) / step
    let maximum = part.normalization.maximum

    /// Brightness 0 … 255 of a pixel in a channel; black beyond the last row.
    func sample(_ row: Int, _ column: Int, _ channel: Int) -> Int {
      guard row < height else { return 0 }
      let place = image * part.elementsPerImage + (min(channel, channels - 1) * height + row) * width + column
      return min(255, Int(Float(part.pixels[place]) * 255 / maximum))
    }
    func colour(_ row: Int, _ column: Int) -> String {
      (0..<3).map { String(sample(row, column, $0)) }.joined(separator: ";")
    }
    func brightness(_ row: Int, _ column: Int) -> Int { (0..<channels).reduce(0) { $0 + sample(row, column, $1) } / channels }

    var lines: [String] = []
    for top in stride(from: 0, to: height, by: 2 * step) {
      let cells = stride(from: 0, to: width, by: step).map { column in
        switch style {
        case .colour: "\u{1b}[38;2;\(colour(top, column));48;2;\(colour(top + step, column))m▀"
        case .shades:
          String(Self.shades[(brightness(top, column) + brightness(top + step, column)) * Self.shades.count / 511])
        }
      }
      lines.append(cells.joined() + (style == .colour ? "\u{1b}[0m" : ""))
    }
    self.width = columns
    let name = String(caption.prefix(columns))
    self.lines = lines + [name + String(repeating: " ", count: columns - name.count)]
  }

  /// The images side by side, as many in a row as a line takes; a text for each row.
  static func rows(_ images: [ImageText]) -> [String] {
    guard let width = images.first?.width else { return [] }
    let perRow = max(1, lineWidth / (width + 2))
    return stride(from: 0, to: images.count, by: perRow).map { start in
      let row = images[start..<min(start + perRow, images.count)]
      return (row.first?.lines.indices ?? 0..<0).map { line in row.map { $0.lines[line] }.joined(separator: "  ") }
        .joined(separator: "\n")
    }
  }
}
