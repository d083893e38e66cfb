/// Two runs beside each other, as one file of HTML that needs nothing else.
public struct ComparisonPage: Sendable, Equatable {
  /// Of both runs.
  public var names: [String]
  /// How their bits compare, in words.
  public var bits: String
  /// What it is, and its text for each run.
  public var figures: [[String]]
  /// Those that differ.
  public var settings: [[String]]
  /// Curves of both runs.
  public var charts: [LineChart]

  /// A page of these parts.
  public init(names: [String], bits: String, figures: [[String]], settings: [[String]], charts: [LineChart]) {
    self.names = names
    self.bits = bits
    self.figures = figures
    self.settings = settings
    self.charts = charts
  }

  /// The whole file.
  public func html() -> String {
    func table(_ rows: [[String]]) -> String { HTML.table(.init(header: [""] + names, rows: rows)) }
    return HTML.page(
      title: names.joined(separator: " and "), subtitle: bits,
      [
        table(figures), HTML.section("Curves", HTML.charts(charts)),
        HTML.section(
          "Settings that differ", settings.isEmpty ? "<p>All settings are the same.</p>" : table(settings)),
      ])
  }
}
