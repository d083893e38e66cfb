import ConcordFiles

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// Scalable vector graphics, as much of them as a chart needs.
package struct SVG {
  private var lines: [String] = []
  package let width: Double
  package let height: Double

  package init(width: Double, height: Double) {
    self.width = width
    self.height = height
  }

  /// - Parameter style: CSS, in which colours may depend on the reader's light or dark scheme.
  package func text(style: String, title: String) -> String {
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

  package mutating func rectangle(x: Double, y: Double, width: Double, height: Double, class name: String, radius: Double = 0) {
    let round = radius > 0 ? " rx=\"\(number(radius))\"" : ""
    lines.append(
      "<rect class=\"\(name)\" x=\"\(number(x))\" y=\"\(number(y))\" width=\"\(number(width))\" height=\"\(number(height))\"\(round)/>"
    )
  }

  /// A rectangle that lets through what is under it, with a text that readers show on hovering.
  package mutating func rectangle(
    x: Double, y: Double, width: Double, height: Double, class name: String, opacity: Double, hint: String
  ) {
    let hundredths = Int((opacity * 100).rounded())
    let share = hundredths >= 100 ? "1" : hundredths < 10 ? "0.0\(hundredths)" : "0.\(hundredths)"
    lines.append(
      "<rect class=\"\(name)\" x=\"\(number(x))\" y=\"\(number(y))\" width=\"\(number(width))\" height=\"\(number(height))\" "
        + "fill-opacity=\"\(share)\"><title>\(hint.xmlEscaped)</title></rect>")
  }

  /// A PNG file, each of its pixels a square.
  package mutating func image(_ png: [UInt8], x: Double, y: Double, width: Double, height: Double) {
    lines.append(
      "<image x=\"\(number(x))\" y=\"\(number(y))\" width=\"\(number(width))\" height=\"\(number(height))\" "
        + "style=\"image-rendering: pixelated\" href=\"data:image/png;base64,\(Data(png).base64EncodedString())\"/>")
  }

  /// Straight lines from point to point.
  package mutating func path(_ points: [(x: Double, y: Double)], class name: String) {
    let path = points.map { "\(number($0.x)),\(number($0.y))" }.joined(separator: " ")
    lines.append("<polyline class=\"\(name)\" points=\"\(path)\"/>")
  }

  /// With a text that readers show on hovering.
  package mutating func circle(_ x: Double, _ y: Double, radius: Double, class name: String, hint: String) {
    lines.append(
      "<circle class=\"\(name)\" cx=\"\(number(x))\" cy=\"\(number(y))\" r=\"\(number(radius))\"><title>\(hint.xmlEscaped)</title></circle>"
    )
  }

  package mutating func line(_ x1: Double, _ y1: Double, _ x2: Double, _ y2: Double, class name: String) {
    lines.append(
      "<line class=\"\(name)\" x1=\"\(number(x1))\" y1=\"\(number(y1))\" x2=\"\(number(x2))\" y2=\"\(number(y2))\"/>")
  }

  /// A closed shape, with a text that readers show on hovering.
  package mutating func polygon(_ points: [(x: Double, y: Double)], class name: String, hint: String) {
    let path = points.map { "\(number($0.x)),\(number($0.y))" }.joined(separator: " ")
    lines.append("<polygon class=\"\(name)\" points=\"\(path)\"><title>\(hint.xmlEscaped)</title></polygon>")
  }

  package enum Anchor: String {
    case start
    case middle
    case end
  }

  /// - Parameter turned: It is read from below.
  package mutating func label(
    _ text: String, x: Double, y: Double, anchor: Anchor = .start, class name: String = "label", turned: Bool = false
  ) {
    let turn = turned ? " transform=\"rotate(-90 \(number(x)) \(number(y)))\"" : ""
    lines.append(
      "<text class=\"\(name)\" x=\"\(number(x))\" y=\"\(number(y))\" text-anchor=\"\(anchor.rawValue)\"\(turn)>\(text.xmlEscaped)</text>"
    )
  }

  /// With at most one decimal: a tenth of a pixel is enough.
  private func number(_ value: Double) -> String {
    let tenths = Int((value * 10).rounded())
    let (whole, part) = tenths.magnitude.quotientAndRemainder(dividingBy: 10)
    return "\(tenths < 0 ? "-" : "")\(whole)\(part == 0 ? "" : ".\(part)")"
  }
}
