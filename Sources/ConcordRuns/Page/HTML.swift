import ConcordFiles

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// Parts of a page. Names that anyone gave are in them: every text goes through ``text(_:)``.
enum HTML {
  static func text(_ text: String) -> String { text.printable(limit: 10_000).xmlEscaped }

  /// A whole page that needs nothing else: no network, no script.
  ///
  /// - Parameter sections: Those that are nil are left out.
  static func page(title: String, subtitle: String, _ sections: [String?]) -> String {
    """
    <!doctype html>
    <html lang="en">
    <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta name="color-scheme" content="light dark">
    <title>\(text(title))</title>
    <style>
    \(PageStyle.css)
    </style>
    </head>
    <body>
    <header>
    <h1>\(text(title))</h1>
    <p>\(text(subtitle))</p>
    </header>
    <main>
    \(sections.compactMap(\.self).joined(separator: "\n"))
    </main>
    </body>
    </html>

    """
  }

  /// Nil where all its parts are.
  static func section(_ title: String, _ parts: String?...) -> String? {
    let content = parts.compactMap(\.self)
    guard !content.isEmpty else { return nil }
    return "<section>\n<h2>\(text(title))</h2>\n\(content.joined(separator: "\n"))\n</section>"
  }

  static func figures(_ figures: [RunPage.Figure]) -> String? {
    guard !figures.isEmpty else { return nil }
    let tiles = figures.map { "<div class=\"tile\"><b>\(text($0.value))</b><span>\(text($0.name))</span></div>" }
    return "<div class=\"tiles\">\n\(tiles.joined(separator: "\n"))\n</div>"
  }

  static func charts(_ charts: [LineChart]) -> String? {
    let pictures = charts.compactMap { $0.svg() }
    guard !pictures.isEmpty else { return nil }
    return "<div class=\"charts\">\n" + pictures.map { "<figure>\($0)</figure>" }.joined(separator: "\n") + "\n</div>"
  }

  static func table(_ table: RunPage.Table) -> String {
    func row(_ cells: [String], _ tag: String) -> String {
      "<tr>" + cells.map { "<\(tag)>\(text($0))</\(tag)>" }.joined() + "</tr>"
    }
    return "<div class=\"scroll\"><table>\n<thead>\(row(table.header, "th"))</thead>\n<tbody>\n"
      + table.rows.map { row($0, "td") }.joined(separator: "\n") + "\n</tbody></table></div>"
  }

  static func confusion(_ matrix: ConfusionPicture) -> String {
    "<div class=\"pair\"><figure>\(matrix.svg(isNormalized: false))</figure><figure>\(matrix.svg(isNormalized: true))</figure></div>"
  }

  static func mistakes(_ mistakes: [RunPage.Mistake]) -> String {
    let cards = mistakes.map { mistake in
      let picture = Data(mistake.image.encoded()).base64EncodedString()
      let (label, predicted) = (text(mistake.label), text(mistake.predicted))
      return """
        <figure class="mistake"><img alt="\(label), taken for \(predicted)" src="data:image/png;base64,\(picture)">\
        <figcaption><b>\(label)</b><br>taken for <b>\(predicted)</b>, \(Format.percent(mistake.probability))</figcaption></figure>
        """
    }
    return "<div class=\"mistakes\">\n\(cards.joined(separator: "\n"))\n</div>"
  }

  static func sheets(_ sheets: [ImageSheet]) -> String? {
    guard !sheets.isEmpty else { return nil }
    return sheets.map { "<div class=\"wide\">\($0.svg())</div>" }.joined(separator: "\n")
  }

  static func list(_ figures: [RunPage.Figure]) -> String? {
    guard !figures.isEmpty else { return nil }
    let items = figures.map { "<div><dt>\(text($0.name))</dt><dd>\(text($0.value))</dd></div>" }
    return "<dl>\n\(items.joined(separator: "\n"))\n</dl>"
  }
}
