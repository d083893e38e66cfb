import ConcordFiles

/// Scalable vector graphics, as much of them as a chart needs.
struct SVG {
  private var lines: [String] = []
  let width: Double
  let height: Double

  init(width: Double, height: Double) {
    self.width = width
    self.height = height
  }

  /// - Parameter style: CSS, in which colours may depend on the reader's light or dark scheme.
  func text(style: String, title: String) -> String {
    """
    <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 \(number(width)) \(number(height))" role="img" aria-label="\(title.xmlEscaped)">
    <title>\(title.xmlEscaped)</title>
    <style>
    \(style)
    </style>
    \(lines.joined(separator: "\n"))
    </svg>

    """
  }

  mutating func rectangle(x: Double, y: Double, width: Double, height: Double, class name: String, radius: Double = 0) {
    let round = radius > 0 ? " rx=\"\(number(radius))\"" : ""
    lines.append(
      "<rect class=\"\(name)\" x=\"\(number(x))\" y=\"\(number(y))\" width=\"\(number(width))\" height=\"\(number(height))\"\(round)/>"
    )
  }

  mutating func line(_ x1: Double, _ y1: Double, _ x2: Double, _ y2: Double, class name: String) {
    lines.append(
      "<line class=\"\(name)\" x1=\"\(number(x1))\" y1=\"\(number(y1))\" x2=\"\(number(x2))\" y2=\"\(number(y2))\"/>")
  }

  /// A closed shape, with a text that readers show on hovering.
  mutating func polygon(_ points: [(x: Double, y: Double)], class name: String, hint: String) {
    let path = points.map { "\(number($0.x)),\(number($0.y))" }.joined(separator: " ")
    lines.append("<polygon class=\"\(name)\" points=\"\(path)\"><title>\(hint.xmlEscaped)</title></polygon>")
  }

  enum Anchor: String {
    case start
    case middle
    case end
  }

  mutating func label(_ text: String, x: Double, y: Double, anchor: Anchor = .start, class name: String = "label") {
    lines.append(
      "<text class=\"\(name)\" x=\"\(number(x))\" y=\"\(number(y))\" text-anchor=\"\(anchor.rawValue)\">\(text.xmlEscaped)</text>"
    )
  }

  /// With at most one decimal: a tenth of a pixel is enough.
  private func number(_ value: Double) -> String {
    let tenths = Int((value * 10).rounded())
    let (whole, part) = tenths.magnitude.quotientAndRemainder(dividingBy: 10)
    return "\(tenths < 0 ? "-" : "")\(whole)\(part == 0 ? "" : ".\(part)")"
  }
}
