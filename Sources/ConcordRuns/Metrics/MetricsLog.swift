import ConcordFiles

/// `metrics.jsonl` and `metrics.csv` of a run's folder: the same rows twice, for programs and for spreadsheets. The first is what a
/// run that goes on reads.
public final class MetricsLog {
  /// All rows so far.
  public private(set) var rows: [MetricsRow]
  private let jsonl: AppendedFile
  private let csv: AppendedFile

  /// Where the log lies as JSON lines in a run's folder.
  public static func jsonl(_ folder: String) -> String { folder + "/metrics.jsonl" }
  /// Where the log lies as CSV in a run's folder.
  public static func csv(_ folder: String) -> String { folder + "/metrics.csv" }

  /// - Parameters:
  ///   - folder: Of the run.
  ///   - step: Rows of later ones, which the run will reach again, are dropped.
  public init(in folder: String, after step: Int) throws(FileError) {
    rows = try Self.read(folder).filter { $0.step <= step }
    // Whole or not at all, and anew: what was torn is mended.
    try AtomicFile.write(rows.map(\.json).joined(), to: Self.jsonl(folder))
    try AtomicFile.write(rows.reduce(MetricsRow.csvHeader) { $0 + $1.csv }, to: Self.csv(folder))
    jsonl = try AppendedFile(Self.jsonl(folder))
    csv = try AppendedFile(Self.csv(folder))
  }

  /// Appends the row to both files.
  public func append(_ row: MetricsRow) throws(FileError) {
    try jsonl.append(row.json)
    try csv.append(row.csv)
    rows.append(row)
  }

  /// The rows of a folder; none where there is no such file.
  public static func read(_ folder: String) throws(FileError) -> [MetricsRow] {
    var rows: [MetricsRow] = []
    for (number, line) in try StepRows.lines(jsonl(folder), what: "a run's metrics").enumerated() {
      do throws(JSONError) { rows.append(try MetricsRow(json: Array(line))) } catch {
        throw FileError(jsonl(folder), "line \(number + 1): \(error); it was changed after the run wrote it, restore it")
      }
    }
    return rows
  }
}
