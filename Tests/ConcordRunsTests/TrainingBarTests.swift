import Testing

@testable import ConcordRuns

@Suite("The training bar")
struct TrainingBarTests {
  private static let bar = TrainingBar(
    epoch: 2, epochs: 15, step: 312, steps: 938, loss: 0.23145, imagesPerSecond: 5210.4, secondsLeft: 71)

  @Test("says everything where there is room, with a bar as long as the share that is done")
  func whole() {
    #expect(
      Self.bar.line(width: 140)
        == "epoch 2/15 ━━━━━━━━━───────────────────── 312/938  loss 0.2315  5,210 images/s  1:11 left")
  }

  @Test("is never wider than the terminal, and what it leaves out is the bar, the speed, the loss, the time, in this order")
  func widths() {
    for width in 0...200 { #expect(Self.bar.line(width: width).count <= width, "\(width)") }
    #expect(Self.bar.line(width: 79) == "epoch 2/15 ━━━━━━────────────── 312/938  loss 0.2315  5,210 images/s  1:11 left")
    #expect(Self.bar.line(width: 59) == "epoch 2/15  312/938  loss 0.2315  5,210 images/s  1:11 left")
    #expect(Self.bar.line(width: 43) == "epoch 2/15  312/938  loss 0.2315  1:11 left")
    #expect(Self.bar.line(width: 30) == "epoch 2/15  312/938  1:11 left")
    #expect(Self.bar.line(width: 20) == "epoch 2/15  312/938")
    #expect(Self.bar.line(width: 10) == "epoch 2/15")
  }

  @Test("does not say what nobody knows yet, nor what is no number")
  func unknown() {
    let bar = TrainingBar(epoch: 1, epochs: 1, step: 0, steps: 0, loss: .nan)
    #expect(bar.line(width: 80) == "epoch 1/1 ────────────────────────────── 0/0  loss nan")
    #expect(TrainingBar.duration(.infinity) == "?")
  }

  @Test("times are as clocks show them, rounded up")
  func durations() {
    let seconds: [Double] = [0, 0.2, 59, 59.1, 60, 71, 3599.5, 3600, 86_400]
    let expected = ["0 s", "1 s", "59 s", "1:00", "1:00", "1:11", "1:00:00", "1:00:00", "24:00:00"]
    #expect(seconds.map(TrainingBar.duration) == expected)
  }
}
