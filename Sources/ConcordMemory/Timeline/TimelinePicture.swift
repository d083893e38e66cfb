import ConcordKit

/// The bytes that live at every operation of a training step, stacked by category, as a picture that reads on light and dark pages.
public struct TimelinePicture {
  /// The line above the picture.
  public let title: String
  /// The line below the title.
  public let subtitle: String
  /// What is drawn.
  public let timeline: MemoryTimeline
  /// All bytes that are allocated, drawn as a line; nil for none.
  public let allocated: Int?

  /// `allocated` draws a line at so many bytes.
  public init(title: String, subtitle: String, timeline: MemoryTimeline, allocated: Int? = nil) {
    self.title = title
    self.subtitle = subtitle
    self.timeline = timeline
    self.allocated = allocated
  }

  /// From the bottom up: what lasts below, what changes above.
  private static let order: [MemoryCategory] = [
    .parameters, .gradients, .optimizer, .state, .batch, .activations, .workspace,
  ]

  private static let style = """
    text { font: 12px system-ui, -apple-system, "Segoe UI", Helvetica, Arial, sans-serif; fill: #24292f }
    .title { font-size: 17px; font-weight: 600 }
    .quiet { fill: #57606a }
    .strong { font-weight: 600 }
    .page { fill: #ffffff }
    .grid { stroke: #d0d7de; stroke-width: 1 }
    .axis { stroke: #57606a; stroke-width: 1 }
    .allocated { stroke: #24292f; stroke-width: 1.5; stroke-dasharray: 5 4 }
    .peak { stroke: #24292f; stroke-width: 1 }
    .parameters { fill: #4269d0 }
    .gradients { fill: #97bbf5 }
    .optimizer { fill: #6cc5b0 }
    .state { fill: #9c6b4e }
    .batch { fill: #efb118 }
    .activations { fill: #ff725c }
    .workspace { fill: #a463f2 }
    @media (prefers-color-scheme: dark) {
      text { fill: #e6edf3 }
      .quiet { fill: #9da7b3 }
      .page { fill: #0d1117 }
      .grid { stroke: #30363d }
      .axis { stroke: #9da7b3 }
      .allocated, .peak { stroke: #e6edf3 }
    }
    """

  /// The whole file.
  public func svg() -> String {
    var svg = SVG(width: 960, height: 516)
    let frame = Frame(left: 78, top: 98, right: 780, bottom: 422, count: timeline.entries.count, most: most)
    svg.rectangle(x: 0, y: 0, width: svg.width, height: svg.height, class: "page", radius: 8)
    svg.label(title, x: 20, y: 32, class: "title")
    svg.label(subtitle, x: 20, y: 52, class: "quiet")
    drawScale(frame, &svg)
    drawStack(frame, &svg)
    drawAllocated(frame, &svg)
    drawLayers(frame, &svg)
    drawPeak(frame, &svg)
    drawLegend(frame, &svg)
    return svg.text(style: Self.style, title: "\(title): \(subtitle)")
  }

  private var most: Int { max(timeline.entries.map(\.total).max() ?? 0, allocated ?? 0, 1) }

  /// Where operations and bytes lie on the page.
  private struct Frame {
    let left, top, right, bottom: Double
    let count: Int
    let most: Int

    var width: Double { right - left }
    func x(_ moment: Int) -> Double { left + width * Double(moment) / Double(max(count, 1)) }
    func y(_ bytes: Int) -> Double { bottom - (bottom - top) * Double(bytes) / Double(most) }
  }

  private func drawScale(_ frame: Frame, _ svg: inout SVG) {
    let scale = ByteScale(upTo: frame.most)
    for bytes in scale.ticks {
      svg.line(frame.left, frame.y(bytes), frame.right, frame.y(bytes), class: "grid")
      svg.label(scale.label(bytes), x: frame.left - 8, y: frame.y(bytes) + 4, anchor: .end, class: "quiet")
    }
    svg.line(frame.left, frame.bottom, frame.right, frame.bottom, class: "axis")
  }

  private func drawStack(_ frame: Frame, _ svg: inout SVG) {
    var floor = [Int](repeating: 0, count: timeline.entries.count)
    for category in Self.order {
      let ceiling = zip(floor, timeline.entries).map { $0 + ($1.bytes[category] ?? 0) }
      if ceiling != floor {
        let most = timeline.entries.map { $0.bytes[category] ?? 0 }.max() ?? 0
        svg.polygon(
          outline(ceiling, frame) + outline(floor, frame).reversed(), class: category.rawValue,
          hint: "\(category): up to \(ByteCount(most))")
      }
      floor = ceiling
    }
  }

  /// The upper edge of a step curve, from left to right.
  private func outline(_ heights: [Int], _ frame: Frame) -> [(x: Double, y: Double)] {
    var points: [(x: Double, y: Double)] = []
    for (index, height) in heights.enumerated() where index == 0 || heights[index - 1] != height {
      if index > 0 { points.append((frame.x(index), frame.y(heights[index - 1]))) }
      points.append((frame.x(index), frame.y(height)))
    }
    if let last = heights.last { points.append((frame.x(heights.count), frame.y(last))) }
    return points
  }

  private func drawAllocated(_ frame: Frame, _ svg: inout SVG) {
    guard let allocated else { return }
    svg.line(frame.left, frame.y(allocated), frame.right, frame.y(allocated), class: "allocated")
  }

  /// The layers under the axis, as many names as have room; below them the passes.
  private func drawLayers(_ frame: Frame, _ svg: inout SVG) {
    // Layers that the model does not name are numbered; beside names the numbers say nothing.
    let names = layerNames
    let isNumbered = names.dropLast().allSatisfy { Int($0) != nil }
    var free = frame.left - 20
    for run in Self.runs(names) {
      let (last, middle) = (frame.x(run.upperBound), (frame.x(run.lowerBound) + frame.x(run.upperBound)) / 2)
      let (name, half) = (names[run.lowerBound], Double(names[run.lowerBound].count) * 3.2)
      svg.line(last, frame.bottom, last, frame.bottom + 4, class: "axis")
      if isNumbered || Int(name) == nil, middle - half > free + 6, middle + half < frame.right + 30 {
        svg.label(name, x: middle, y: frame.bottom + 18, anchor: .middle, class: "quiet")
        free = middle + half
      }
    }
    let passes = timeline.entries.map(\.pass)
    for run in Self.runs(passes) where frame.x(run.upperBound) - frame.x(run.lowerBound) > 60 {
      let (first, last) = (frame.x(run.lowerBound) + 2, frame.x(run.upperBound) - 2)
      svg.line(first, frame.bottom + 28, last, frame.bottom + 28, class: "axis")
      svg.label("\(passes[run.lowerBound])", x: (first + last) / 2, y: frame.bottom + 44, anchor: .middle)
    }
    svg.label(
      "the \(timeline.entries.count) operations of a step, in order", x: (frame.left + frame.right) / 2, y: frame.bottom + 72,
      anchor: .middle, class: "quiet")
  }

  /// Where the same value stands several times in a row.
  private static func runs<Value: Equatable>(_ values: [Value]) -> [Range<Int>] {
    var (runs, start) = ([Range<Int>](), 0)
    for end in values.indices.map({ $0 + 1 }) where end == values.count || values[end] != values[start] {
      runs.append(start..<end)
      start = end
    }
    return runs
  }

  /// Of each operation; of networks of networks the outermost, because all would not be readable.
  private var layerNames: [String] {
    let names = timeline.entries.map(\.layer)
    guard Set(names).count > 24 else { return names }
    return names.map { $0.split(separator: ".").first.map(String.init) ?? $0 }
  }

  private func drawPeak(_ frame: Frame, _ svg: inout SVG) {
    guard let moment = timeline.peak, let peak = timeline.entries.firstIndex(of: moment) else { return }
    let x = (frame.x(peak) + frame.x(peak + 1)) / 2
    svg.line(x, frame.y(moment.total), x, frame.top - 4, class: "peak")
    let anchor: SVG.Anchor = x < frame.left + 150 ? .start : x > frame.right - 150 ? .end : .middle
    svg.label(
      "most live in '\(moment.layer)', \(moment.operation): \(ByteCount(moment.total))", x: x, y: frame.top - 9,
      anchor: anchor,
      class: "strong")
  }

  private func drawLegend(_ frame: Frame, _ svg: inout SVG) {
    let peak = timeline.peak
    let x = frame.right + 22
    var y = frame.top + 10
    svg.label("at the peak", x: x, y: y - 4, class: "quiet")
    for category in Self.order.reversed() {
      guard timeline.entries.contains(where: { $0.bytes[category] ?? 0 > 0 }) else { continue }
      y += 38
      svg.rectangle(x: x, y: y - 24, width: 12, height: 12, class: category.rawValue, radius: 2)
      svg.label(category.rawValue, x: x + 19, y: y - 14)
      svg.label(ByteCount(peak?.bytes[category] ?? 0).description, x: x + 19, y: y + 2, class: "quiet")
    }
    guard let allocated else { return }
    y += 38
    svg.line(x, y - 18, x + 14, y - 18, class: "allocated")
    svg.label("allocated", x: x + 19, y: y - 14)
    svg.label(ByteCount(allocated).description, x: x + 19, y: y + 2, class: "quiet")
  }
}
