import ConcordFiles
import ConcordMemory

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Curves over steps or epochs, as a small picture that can be read on a phone.
public struct LineChart: Sendable, Equatable {
  /// A line of the chart.
  public struct Curve: Sendable, Equatable {
    /// What the legend says.
    public var name: String
    /// By x, ascending. Points whose y is not finite are left out.
    public var points: [Point]
    /// Drawn thin, with its running mean over it: for losses of single batches.
    public var isNoisy: Bool

    /// `isNoisy` draws it fainter, with its mean over it.
    public init(_ name: String, _ points: [Point], isNoisy: Bool = false) {
      self.name = name
      self.points = points
      self.isNoisy = isNoisy
    }
  }

  /// A value at a place.
  public struct Point: Sendable, Equatable {
    /// The place on the horizontal axis.
    public var x: Double
    /// The value.
    public var y: Double

    /// The value `y` at `x`.
    public init(_ x: Double, _ y: Double) {
      self.x = x
      self.y = y
    }
  }

  /// The line above the chart.
  public var title: String
  /// What x counts: `step`.
  public var axis: String
  /// At most three.
  public var curves: [Curve]
  /// Labels are shares of 1, shown as percent.
  public var isShare: Bool
  /// Whether the axis begins at 0 though no point is near it.
  public var startsAtZero: Bool
  /// Whether x, above 0, is shown by its logarithm.
  public var isLogarithmic: Bool

  /// `axis` names the horizontal one; `isShare` has values from 0 to 1 in per cent.
  public init(
    title: String, axis: String, curves: [Curve], isShare: Bool = false, startsAtZero: Bool = false, isLogarithmic: Bool = false
  ) {
    self.title = title
    self.axis = axis
    self.curves = curves
    self.isShare = isShare
    self.startsAtZero = startsAtZero
    self.isLogarithmic = isLogarithmic
  }

  private static let classes = ["first", "second", "third"]
  /// More points of a curve than pixels show nothing more.
  private static let mostPoints = 600

  /// The whole picture; nil where there is nothing to draw.
  public func svg() -> String? {
    let shown = curves.map { curve in
      Curve(curve.name, curve.points.compactMap(placed), isNoisy: curve.isNoisy)
    }
    let points = shown.flatMap(\.points)
    guard let left = points.map(\.x).min(), let right = points.map(\.x).max(), let low = points.map(\.y).min(),
      let high = points.map(\.y).max()
    else { return nil }
    let unit = isShare ? 100.0 : 1
    let scale = NumberScale((startsAtZero ? min(low, 0) : low) * unit...high * unit)
    let frame = Frame(left: left, right: right, y: scale.range.lowerBound / unit...scale.range.upperBound / unit)
    var svg = SVG(width: Frame.width, height: Frame.height)
    svg.rectangle(x: 0, y: 0, width: svg.width, height: svg.height, class: "page", radius: 8)
    svg.label(title, x: 14, y: 24, class: "heading")
    for tick in scale.ticks {
      let y = frame.y(tick / unit)
      svg.line(Frame.inner.left, y, Frame.inner.right, y, class: "grid")
      svg.label(scale.label(tick) + (isShare ? " %" : ""), x: Frame.inner.left - 6, y: y + 4, anchor: .end, class: "quiet")
    }
    drawAxis(frame, &svg)
    for (curve, name) in zip(shown, Self.classes) where !curve.points.isEmpty { draw(curve, name, frame, &svg) }
    drawLegend(shown, &svg)
    return svg.text(style: PictureStyle.css, title: title)
  }

  /// Where a point is drawn; nil where it is not.
  private func placed(_ point: Point) -> Point? {
    let x = isLogarithmic ? log2(point.x) : point.x
    return x.isFinite && point.y.isFinite ? Point(x, point.y) : nil
  }

  /// What a place on the axis is called.
  private func label(x: Double) -> String {
    isLogarithmic ? "\(Float(exp2(x)))" : Format.grouped(Int(x))
  }

  private struct Frame {
    static let (width, height) = (440.0, 260.0)
    static let inner = (left: 56.0, top: 40.0, right: 424.0, bottom: 210.0)
    let left, right: Double
    let y: ClosedRange<Double>

    func x(_ x: Double) -> Double {
      let (from, to) = (Self.inner.left, Self.inner.right)
      return right > left ? from + (to - from) * (x - left) / (right - left) : (from + to) / 2
    }

    func y(_ value: Double) -> Double {
      let (top, bottom) = (Self.inner.top, Self.inner.bottom)
      return bottom - (bottom - top) * (value - y.lowerBound) / (y.upperBound - y.lowerBound)
    }
  }

  private func drawAxis(_ frame: Frame, _ svg: inout SVG) {
    let bottom = Frame.inner.bottom
    svg.line(Frame.inner.left, bottom, Frame.inner.right, bottom, class: "axis")
    let middle = frame.left + ((frame.right - frame.left) / 2).rounded()
    for x in frame.right - frame.left > 2 ? [frame.left, middle, frame.right] : Array(Set([frame.left, frame.right])) {
      svg.line(frame.x(x), bottom, frame.x(x), bottom + 4, class: "axis")
      let anchor: SVG.Anchor =
        x == frame.left && frame.left < frame.right ? .start : x == frame.right && frame.left < frame.right ? .end : .middle
      svg.label(label(x: x), x: frame.x(x), y: bottom + 18, anchor: anchor, class: "quiet")
    }
  }

  private func draw(_ curve: Curve, _ name: String, _ frame: Frame, _ svg: inout SVG) {
    let points = Self.thinned(curve.points)
    if curve.isNoisy, points.count > 20 {
      svg.path(points.map { (frame.x($0.x), frame.y($0.y)) }, class: "curve faint \(name)")
      svg.path(Self.smoothed(points).map { (frame.x($0.x), frame.y($0.y)) }, class: "curve \(name)")
    } else {
      svg.path(points.map { (frame.x($0.x), frame.y($0.y)) }, class: "curve \(name)")
    }
    guard points.count <= 30 else { return }
    for point in points {
      svg.circle(
        frame.x(point.x), frame.y(point.y), radius: 3, class: "dot \(name)",
        hint:
          "\(curve.name), \(axis) \(label(x: point.x)): \(isShare ? Format.percent(point.y) : "\(Float(point.y))")")
    }
  }

  private func drawLegend(_ curves: [Curve], _ svg: inout SVG) {
    svg.label(axis, x: Frame.inner.right, y: Frame.height - 12, anchor: .end, class: "quiet")
    var x = Frame.inner.left
    for (curve, name) in zip(curves, Self.classes) where !curve.points.isEmpty {
      svg.line(x, Frame.height - 16, x + 14, Frame.height - 16, class: "curve \(name)")
      svg.label(curve.name, x: x + 19, y: Frame.height - 12)
      x += 36 + 6.4 * Double(curve.name.count)
    }
  }

  /// Means of as many neighbours as leave so many points.
  static func thinned(_ points: [Point], to most: Int = mostPoints) -> [Point] {
    let size = (points.count + most - 1) / most
    guard size > 1 else { return points }
    return stride(from: 0, to: points.count, by: size).map { start in
      let group = points[start..<min(start + size, points.count)]
      return Point(group.reduce(0) { $0 + $1.x } / Double(group.count), group.reduce(0) { $0 + $1.y } / Double(group.count))
    }
  }

  /// The mean over a window around each point, a twentieth of all wide.
  static func smoothed(_ points: [Point]) -> [Point] {
    let reach = max(1, points.count / 40)
    return points.indices.map { index in
      let window = points[max(0, index - reach)...min(points.count - 1, index + reach)]
      return Point(points[index].x, window.reduce(0) { $0 + $1.y } / Double(window.count))
    }
  }
}
