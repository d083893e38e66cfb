import ConcordFiles

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Text in columns. Numbers stand on the right.
struct Table {
  enum Alignment {
    case left
    case right
  }

  private let alignments: [Alignment]
  private var rows: [[String]] = []

  init(_ header: [(String, Alignment)]) {
    alignments = header.map(\.1)
    rows.append(header.map(\.0))
  }

  mutating func add(_ cells: String...) { add(cells) }

  /// Cells may hold names that anyone gave: they are shown printable, in one line.
  mutating func add(_ cells: [String]) { rows.append(cells.map { $0.printable() }) }

  /// Columns, or where standard output is a terminal that is too narrow for them, a paragraph for each row.
  var text: String {
    let widths = alignments.indices.map { column in rows.map { $0[column].columns }.max() ?? 0 }
    let width = widths.reduce(0) { $0 + $1 + 2 }
    if Terminal.isTerminal(STDOUT_FILENO), case let room = Terminal.columns(STDOUT_FILENO), width >= room {
      return rows.dropFirst().map { paragraph($0, room) }.joined(separator: "\n")
    }
    return rows.map { row in
      var line = "  "
      for (column, cell) in row.enumerated() {
        let space = String(repeating: " ", count: widths[column] - cell.columns)
        let isLast = column == row.count - 1
        switch alignments[column] {
        case .left: line += cell + (isLast ? "" : space)
        case .right: line += space + cell
        }
        if !isLast { line += "  " }
      }
      return line
    }.joined(separator: "\n")
  }

  /// The first cell, then the others with the names of their columns, wrapped between them.
  private func paragraph(_ row: [String], _ room: Int) -> String {
    var lines = ["  \(row[0])"]
    let cells = zip(rows[0], row).dropFirst().filter { !$1.isEmpty }
    for (index, (name, cell)) in cells.enumerated() {
      let part = (name.isEmpty ? cell : "\(name) \(cell)") + (index == cells.count - 1 ? "" : ",")
      let last = lines[lines.count - 1]
      if lines.count > 1, last.columns + 1 + part.columns < room {
        lines[lines.count - 1] = "\(last) \(part)"
      } else {
        lines.append("    \(part)")
      }
    }
    return lines.joined(separator: "\n")
  }
}
