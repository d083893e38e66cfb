import Testing

@testable import ConcordOpenCL

@Suite("progress of preparing kernels")
struct PreparingProgressTests {
  private final class Lines {
    var all: [String] = []
  }

  @Test("each step says how much is done before it, and none more than was announced")
  func shares() {
    let lines = Lines()
    let progress = PreparingProgress(patience: .zero) { lines.all.append($0) }
    progress.begin(count: 4)
    for _ in 0..<6 { progress.step() }
    #expect(lines.all == [0, 25, 50, 75].map { "preparing kernels: \($0) %, kept for the next start" })
    progress.begin(count: 1)
    progress.step()
    #expect(lines.all.count == 5)
  }

  @Test("what is quick is done without a word")
  func quick() {
    let lines = Lines()
    let progress = PreparingProgress(patience: .seconds(3600)) { lines.all.append($0) }
    progress.begin(count: 100)
    for _ in 0..<100 { progress.step() }
    #expect(lines.all.isEmpty)
  }
}
