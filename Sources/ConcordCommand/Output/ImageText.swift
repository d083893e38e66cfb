import Concord
import ConcordFiles

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
      return Terminal.isTerminal(STDOUT_FILENO) && environment["NO_COLOR", default: ""].isEmpty ? .colour : .shades
    }
  }

  /// At most so many characters across; larger images are thinned.
  private static let columnLimit = 32
  /// One cell less than the terminal is wide: some begin a new line as soon as the last one is filled.
  private static var lineWidth: Int { max(1, Terminal.columns(STDOUT_FILENO) - 1) }
  private static let shades: [Character] = [" ", "░", "▒", "▓", "█"]

  /// Characters in each line.
  let width: Int
  let lines: [String]

  /// - Parameter image: its index in `images`.
  init(_ images: LabelledImages, image: Int, caption: String, style: Style) throws {
    let (channels, height, width) = (images.imageShape[0], images.imageShape[1], images.imageShape[2])
    let pixels = try images.pixels(of: image)
    let limit = min(Self.columnLimit, Self.lineWidth)
    let step = (max(width, height) + limit - 1) / limit
    let columns = (width + step - 1) / step
    let maximum = images.normalization.maximum

    /// Brightness 0 … 255 of a pixel in a channel; black beyond the last row.
    func sample(_ row: Int, _ column: Int, _ channel: Int) -> Int {
      guard row < height else { return 0 }
      let place = (min(channel, channels - 1) * height + row) * width + column
      return min(255, Int(Float(pixels[place]) * 255 / maximum))
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
    self.lines = lines + [caption.printable().fitted(to: columns, mark: "").padded(to: columns)]
  }

  /// The images side by side, as many in a row as a line takes; a text for each row.
  static func rows(_ images: [ImageText]) -> [String] {
    guard let width = images.first?.width else { return [] }
    let perRow = max(1, (lineWidth + 2) / (width + 2))
    return stride(from: 0, to: images.count, by: perRow).map { start in
      let row = images[start..<min(start + perRow, images.count)]
      return (row.first?.lines.indices ?? 0..<0).map { line in row.map { $0.lines[line] }.joined(separator: "  ") }
        .joined(separator: "\n")
    }
  }
}
