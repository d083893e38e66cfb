import ConcordFiles
import ConcordMemory

/// Images in rows, each with a caption.
public struct ImageSheet: Sendable, Equatable {
  /// One image of the sheet.
  public struct Entry: Sendable, Equatable {
    /// Its pixels.
    public var image: PNGImage
    /// What stands below it.
    public var caption: String
    /// Whether it stands out.
    public var isMarked: Bool

    /// An image with its caption.
    public init(image: PNGImage, caption: String, isMarked: Bool = false) {
      self.image = image
      self.caption = caption
      self.isMarked = isMarked
    }
  }

  /// What stands above all.
  public var title: String
  /// At most 32.
  public var entries: [Entry]

  /// The most images of a sheet.
  public static let capacity = 32
  private static let columns = 8
  private static let (cell, gap, margin, line) = (84.0, 12.0, 16.0, 22.0)
  private static let longestCaption = 14

  /// A sheet of so many of the images as it holds.
  public init(title: String, entries: [Entry]) {
    self.title = title
    self.entries = Array(entries.prefix(Self.capacity))
  }

  /// The sheet as SVG, with all images inside.
  public func svg() -> String {
    let columns = min(Self.columns, max(4, entries.count))
    let rows = (entries.count + columns - 1) / columns
    var svg = SVG(
      width: 2 * Self.margin + Double(columns) * (Self.cell + Self.gap) - Self.gap,
      height: 52 + Double(rows) * (Self.cell + Self.line + Self.gap))
    svg.rectangle(x: 0, y: 0, width: svg.width, height: svg.height, class: "page", radius: 8)
    svg.label(title, x: Self.margin, y: 28, class: "heading")
    for (number, entry) in entries.enumerated() {
      let x = Self.margin + Double(number % columns) * (Self.cell + Self.gap)
      let y = 44 + Double(number / columns) * (Self.cell + Self.line + Self.gap)
      // As large as fits, without changing its shape.
      let scale = Self.cell / Double(max(entry.image.width, entry.image.height))
      let (width, height) = (Double(entry.image.width) * scale, Double(entry.image.height) * scale)
      svg.image(
        entry.image.encoded(), x: x + (Self.cell - width) / 2, y: y + (Self.cell - height) / 2, width: width, height: height)
      let caption = entry.caption.printable()
      svg.label(
        caption.count <= Self.longestCaption ? caption : caption.prefix(Self.longestCaption - 1) + "…", x: x + Self.cell / 2,
        y: y + Self.cell + 15, anchor: .middle, class: entry.isMarked ? "marked" : "label")
    }
    return svg.text(style: PictureStyle.css, title: title)
  }
}
