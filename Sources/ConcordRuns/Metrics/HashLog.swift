import ConcordFiles

/// `hashes.csv` of a run's folder.
public final class HashLog {
  /// The rows, in the order of their steps.
  public private(set) var rows: [HashRow]
  private let file: AppendedFile

  /// Where the log lies in a run's folder.
  public static func path(_ folder: String) -> String { folder + "/hashes.csv" }

  /// - Parameters:
  ///   - folder: Of the run.
  ///   - step: Rows of later ones, which the run will reach again, are dropped.
  public init(in folder: String, after step: Int) throws(FileError) {
    rows = try Self.read(folder).filter { $0.step <= step }
    try AtomicFile.write(rows.reduce(HashRow.csvHeader) { $0 + $1.csv }, to: Self.path(folder))
    file = try AppendedFile(Self.path(folder))
  }

  /// A step that is there already is not written again.
  public func append(_ row: HashRow) throws(FileError) {
    guard row.step != rows.last?.step else { return }
    try file.append(row.csv)
    rows.append(row)
  }

  /// The rows of a folder; none where there is no such file.
  public static func read(_ folder: String) throws(FileError) -> [HashRow] {
    var rows: [HashRow] = []
    for (number, line) in try StepRows.lines(path(folder), what: "a run's hashes").enumerated().dropFirst() {
      guard let row = HashRow(csv: line) else {
        throw FileError(
          path(folder), "line \(number + 1) is no row of hashes; it was changed after the run wrote it, restore it")
      }
      rows.append(row)
    }
    return rows
  }
}
