import ConcordKit
import ConcordNumerics
import ConcordTestSupport
import Foundation
import Testing

@Suite("softmax_cross_entropy")
struct SoftmaxCrossEntropyTests {
  private func run(
    _ logits: [Float], _ labels: [Int32], classes: Int, scale: Float = 1
  ) throws -> (loss: [Float], gradient: [Float]) {
    var builder = ProgramBuilder()
    let x = builder.tensor([labels.count, classes], logits)
    let y = builder.tensor([labels.count], labels)
    let outputs = try builder.add(SoftmaxCrossEntropy(), [x, y], scalars: [builder.scalar(scale)])
    let results = try builder.run(on: Reference.device())
    return (results.floats(outputs[0]), results.floats(outputs[1]))
  }

  @Test("two equal logits lose log 2 and pull by one half each way")
  func equalLogits() throws {
    let (loss, gradient) = try run([3, 3], [1], classes: 2, scale: 0.25)
    // log 2 = 0.693147180559945…, whose nearest binary32 is 0x1.62e43p-1.
    #expect(loss == [0x1.62e43p-1])
    #expect(gradient == [0.125, -0.125])
  }

  @Test("one class is certain: no loss, no gradient")
  func oneClass() throws {
    let (loss, gradient) = try run([-17], [0], classes: 1)
    #expect(loss.bits == ([0] as [Float]).bits)
    #expect(gradient == [0])
  }

  @Test("large logits do not overflow: a difference of 200 is a loss of 200")
  func large() throws {
    let (loss, gradient) = try run([1e4, 1e4 - 200], [1], classes: 2)
    #expect(loss == [200])
    #expect(gradient == [1, -1])
  }

  @Test("it is near the formula in binary64", arguments: [2, 10, 64, 100])
  func near(classes: Int) throws {
    var seed = SeededNumbers(UInt64(classes))
    let samples = 20
    let logits = (0..<(samples * classes)).map { _ in Float.random(in: -8...8, using: &seed) }
    let labels = (0..<samples).map { _ in Int32.random(in: 0..<Int32(classes), using: &seed) }
    let scale: Float = 1 / 32
    let (loss, gradient) = try run(logits, labels, classes: classes, scale: scale)
    for n in 0..<samples {
      let x = logits[(n * classes)..<((n + 1) * classes)].map(Double.init)
      let largest = x.max() ?? 0
      let e = x.map { Foundation.exp($0 - largest) }
      let sum = e.reduce(0, +)
      let label = Int(labels[n])
      // Each rounding is worth 2^-24 of at most 16 + log 100 here.
      #expect(abs(Double(loss[n]) - (Foundation.log(sum) + largest - x[label])) < 4e-6)
      for k in 0..<classes {
        let expected = (e[k] / sum - (k == label ? 1 : 0)) * Double(scale)
        #expect(abs(Double(gradient[n * classes + k]) - expected) < 1e-6 * Double(scale))
      }
    }
  }

  @Test("each step is rounded as written")
  func steps() throws {
    var seed = SeededNumbers(4)
    let classes = 100
    let scale: Float = 1 / 3
    for _ in 0..<20 {
      let x = (0..<classes).map { _ in Float.random(in: -8...8, using: &seed) }
      let label = Int.random(in: 0..<classes, using: &seed)
      let largest = x.reduce(-Float.infinity) { $0 > $1 ? $0 : $1 }
      let e = x.map { Exact.exp($0 - largest) }
      let sum = LanesByHand.sum(e)
      let (loss, gradient) = try run(x, [Int32(label)], classes: classes, scale: scale)
      #expect(loss.bits == [Exact.log(sum) + (largest - x[label])].bits)
      #expect(gradient.bits == e.enumerated().map { ($1 / sum - ($0 == label ? 1 : 0)) * scale }.bits)
    }
  }

  @Test("the scale multiplies the gradient, and not the loss")
  func scale() throws {
    let (loss, gradient) = try run([1, 2, 3], [0], classes: 3)
    let (sameLoss, halved) = try run([1, 2, 3], [0], classes: 3, scale: 0.5)
    #expect(loss == sameLoss)
    #expect(halved == gradient.map { $0 / 2 })
  }

  @Test("a label outside of the classes gives NaN in its row, and only there", arguments: [-1, 3, Int32.max, Int32.min])
  func strangeLabel(label: Int32) throws {
    let (loss, gradient) = try run([1, 2, 3, 1, 2, 3], [label, 2], classes: 3)
    #expect(loss[0].isNaN)
    #expect(gradient[0..<3].allSatisfy { $0.isNaN })
    #expect(loss[1].isFinite)
    #expect(gradient[3..<6].allSatisfy { $0.isFinite })
  }

  @Test("a NaN among the logits reaches the loss and the whole gradient of its row")
  func nan() throws {
    let (loss, gradient) = try run([1, .nan, 3], [0], classes: 3)
    #expect(loss[0].isNaN)
    #expect(gradient.allSatisfy { $0.isNaN })
  }

  @Test("an impossible label loses infinitely, with a finite gradient")
  func impossible() throws {
    let (loss, gradient) = try run([0, -.infinity], [1], classes: 2)
    #expect(loss == [.infinity])
    #expect(gradient == [1, -1])
  }

  @Test("a sample's bits do not depend on its neighbours")
  func independence() throws {
    var seed = SeededNumbers(77)
    let logits = seed.floats(40)
    let labels: [Int32] = [3, 1, 4, 1]
    let whole = try run(logits, labels, classes: 10)
    for n in 0..<4 {
      let one = try run(Array(logits[(n * 10)..<((n + 1) * 10)]), [labels[n]], classes: 10)
      #expect(one.loss.bits == [whole.loss[n]].bits)
      #expect(one.gradient.bits == Array(whole.gradient[(n * 10)..<((n + 1) * 10)]).bits)
    }
  }
}
