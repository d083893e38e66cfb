import ConcordFiles

/// How far an epoch is, in one line: `epoch 2/5 ━━━━━━──── 312/938  loss 0.2314  5,210 images/s  3 s left`.
///
/// Where there is not room for all of it, the bar becomes shorter and is left out; then the speed, the loss, and last the time left.
public struct TrainingBar: Sendable, Equatable {
  /// The epoch that is under way, counted from 1.
  public var epoch: Int
  /// How many epochs there will be.
  public var epochs: Int
  /// Of the epoch.
  public var step: Int
  /// How many steps there will be.
  public var steps: Int
  /// The mean of the last step's batch.
  public var loss: Float
  /// Nil where nobody knows yet.
  public var imagesPerSecond: Double?
  /// Of the whole training; nil where nobody knows yet.
  public var secondsLeft: Double?

  /// `secondsLeft` and `imagesPerSecond` are `nil` until they are known.
  public init(
    epoch: Int, epochs: Int, step: Int, steps: Int, loss: Float, imagesPerSecond: Double? = nil, secondsLeft: Double? = nil
  ) {
    self.epoch = epoch
    self.epochs = epochs
    self.step = step
    self.steps = steps
    self.loss = loss
    self.imagesPerSecond = imagesPerSecond
    self.secondsLeft = secondsLeft
  }

  /// - Parameter width: Character cells; each character here takes one.
  public func line(width: Int) -> String {
    let head = "epoch \(epoch)/\(epochs)"
    let count = "\(step)/\(steps)"
    let lossText = "loss \(Self.decimal(loss, places: 4))"
    let speed = imagesPerSecond.map { "\(Self.grouped($0)) images/s" }
    let left = secondsLeft.map { "\(Self.duration($0)) left" }
    let choices = [[count, lossText, speed, left], [count, lossText, left], [count, left], [count]]
    for parts in choices {
      let tail = parts.compactMap(\.self).joined(separator: "  ")
      let room = width - head.count - tail.count - 2
      // Shorter bars say nothing.
      if room >= 10 { return "\(head) \(bar(min(room, 30))) \(tail)" }
      if room >= 0 { return "\(head)  \(tail)" }
    }
    return String("\(head) \(count)".prefix(max(0, width)))
  }

  private func bar(_ width: Int) -> String {
    let done = steps > 0 ? min(width, max(0, step * width / steps)) : 0
    return String(repeating: "━", count: done) + String(repeating: "─", count: width - done)
  }

  /// 71 as `1:11`, 4000 as `1:06:40`, 8 as `8 s`.
  static func duration(_ seconds: Double) -> String {
    guard seconds.isFinite, seconds < 1e9 else { return "?" }
    let whole = Int(max(0, seconds).rounded(.up))
    func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
    if whole < 60 { return "\(whole) s" }
    if whole < 3600 { return "\(whole / 60):\(two(whole % 60))" }
    return "\(whole / 3600):\(two(whole / 60 % 60)):\(two(whole % 60))"
  }

  private static func grouped(_ value: Double) -> String {
    guard value.isFinite, value < 1e15 else { return "?" }
    guard value >= 10 else { return decimal(Float(value), places: 1) }
    return Format.grouped(Int(value.rounded()))
  }

  private static func decimal(_ value: Float, places: Int) -> String { Format.decimal(Double(value), places) }
}
