import ConcordFiles
import ConcordMemory

/// How often images of each class were taken for each class, as a picture.
public struct ConfusionPicture: Sendable, Equatable {
  /// The names, in the order of the labels.
  public var classNames: [String]
  /// For each label a row: how many of its images were taken for each class.
  public var counts: [[Int]]

  /// - Parameters:
  ///   - classNames: In the order of the labels.
  ///   - counts: As many rows and columns as there are names.
  public init(classNames: [String], counts: [[Int]]) {
    precondition(
      counts.count == classNames.count && counts.allSatisfy { $0.count == classNames.count },
      "a row and a column for each class")
    self.classNames = classNames
    self.counts = counts
  }

  /// The share of the row's images; 0 in a row without any.
  public func share(_ label: Int, _ predicted: Int) -> Double {
    let all = counts[label].reduce(0, +)
    return all == 0 ? 0 : Double(counts[label][predicted]) / Double(all)
  }

  /// - Parameter isNormalized: Cells say shares of their rows instead of counts.
  public func svg(isNormalized: Bool) -> String {
    let count = classNames.count
    let hasNames = count <= 40
    let hasNumbers = count <= 20
    let cell = max(3, min(44, 640 / Double(max(count, 1))))
    let longest = Double(classNames.map { min($0.printable().count, Self.longestName) }.max() ?? 0)
    let margin = hasNames ? max(48, 14 + 6.6 * longest) : 48
    let side = cell * Double(count)
    let top = 66 + (hasNames ? margin : 20)
    var svg = SVG(width: max(margin + side + 24, 340), height: top + side + 44)
    svg.rectangle(x: 0, y: 0, width: svg.width, height: svg.height, class: "page", radius: 8)
    svg.label("Confusion matrix" + (isNormalized ? ", normalised" : ""), x: 14, y: 28, class: "title")
    svg.label(
      "rows: label; columns: taken for" + (isNormalized ? "; shares of the row" : "; images"), x: 14, y: 48, class: "quiet")
    svg.rectangle(x: margin, y: top, width: side, height: side, class: "empty")
    for label in 0..<count {
      let y = top + cell * Double(label)
      if hasNames { svg.label(Self.short(classNames[label]), x: margin - 6, y: y + cell / 2 + 4, anchor: .end) }
      if hasNames {
        svg.label(
          Self.short(classNames[label]), x: margin + cell * (Double(label) + 0.5) + 4, y: top - 6, turned: true)
      }
      for predicted in 0..<count where counts[label][predicted] > 0 {
        let share = share(label, predicted)
        let x = margin + cell * Double(predicted)
        // The eye sees shares better by their root.
        svg.rectangle(
          x: x, y: y, width: cell, height: cell, class: label == predicted ? "cell" : "wrong", opacity: share.squareRoot(),
          hint: "\(Self.short(classNames[label])) taken for \(Self.short(classNames[predicted])): "
            + "\(Format.grouped(counts[label][predicted])), \(Format.percent(share))")
        guard hasNumbers else { continue }
        svg.label(
          isNormalized ? Format.decimal(share, 2) : Format.grouped(counts[label][predicted]), x: x + cell / 2,
          y: y + cell / 2 + 4,
          anchor: .middle, class: share > 0.35 ? "small inverse" : "small")
      }
    }
    let correct = (0..<count).reduce(0) { $0 + counts[$1][$1] }
    let all = counts.reduce(0) { $0 + $1.reduce(0, +) }
    svg.label(
      "\(Format.grouped(correct)) of \(Format.grouped(all)) right"
        + (all > 0 ? ", \(Format.percent(Double(correct) / Double(all)))" : ""), x: 14, y: svg.height - 16, class: "quiet")
    return svg.text(style: PictureStyle.css, title: "Confusion matrix")
  }

  private static let longestName = 16

  private static func short(_ name: String) -> String {
    let name = name.printable()
    return name.count <= longestName ? name : name.prefix(longestName - 1) + "…"
  }
}
