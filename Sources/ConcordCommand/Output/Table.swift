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

  mutating func add(_ cells: [String]) { rows.append(cells) }

  var text: String {
    let widths = alignments.indices.map { column in rows.map { $0[column].count }.max() ?? 0 }
    return rows.map { row in
      var line = "  "
      for (column, cell) in row.enumerated() {
        let space = String(repeating: " ", count: widths[column] - cell.count)
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
}
