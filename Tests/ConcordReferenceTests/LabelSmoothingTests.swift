import ConcordKit
import ConcordNumerics
import ConcordTestSupport
import Foundation
import Testing

@Suite("softmax_cross_entropy with label smoothing")
struct LabelSmoothingTests {
  private func run(
    _ smoothing: Float, _ logits: [Float], _ labels: [Int32], scale: Float = 1
  ) throws -> (loss: [Float], gradient: [Float]) {
    var builder = ProgramBuilder()
    let x = builder.tensor([labels.count, logits.count / labels.count], logits)
    let y = builder.tensor([labels.count], labels)
    let outputs = try builder.add(
      SoftmaxCrossEntropy(labelSmoothing: smoothing), [x, y], scalars: [builder.scalar(scale)])
    let results = try builder.run(on: Reference.device())
    return (results.floats(outputs[0]), results.floats(outputs[1]))
  }

  @Test(
    "among equal logits any smoothing loses log K; all of it leaves nothing to pull", arguments: [0.125, 0.5, 1] as [Float])
  func equalLogits(smoothing: Float) throws {
    let (loss, gradient) = try run(smoothing, [3, 3], [1], scale: 0.25)
    #expect(loss == [0x1.62e43p-1])
    #expect(gradient == [0.125 * (1 - smoothing), -0.125 * (1 - smoothing)])
  }

  @Test("it is near (1 − ε) · −log p[label] + ε/K · Σ −log p in binary64", arguments: [0.1, 0.3, 1] as [Float], [2, 10, 100])
  func near(smoothing: Float, classes: Int) throws {
    var numbers = SeededNumbers(UInt64(classes))
    let logits = (0..<(8 * classes)).map { _ in Float.random(in: -8...8, using: &numbers) }
    let labels = (0..<8).map { _ in Int32.random(in: 0..<Int32(classes), using: &numbers) }
    let (loss, gradient) = try run(smoothing, logits, labels, scale: 0.5)
    let epsilon = Double(smoothing)
    for n in 0..<8 {
      let x = logits[(n * classes)..<((n + 1) * classes)].map(Double.init)
      let logarithm = Foundation.log(x.reduce(0) { $0 + Foundation.exp($1) })
      let terms = x.map { logarithm - $0 }
      let label = Int(labels[n])
      let expected = (1 - epsilon) * terms[label] + epsilon / Double(classes) * terms.reduce(0, +)
      // Each rounding is worth 2^-24 of at most 16 + log 100.
      #expect(abs(Double(loss[n]) - expected) < 4e-6)
      for k in 0..<classes {
        let target = (k == label ? 1 - epsilon : 0) + epsilon / Double(classes)
        #expect(abs(Double(gradient[n * classes + k]) - 0.5 * (Foundation.exp(-terms[k]) - target)) < 1e-6)
      }
    }
  }

  @Test("it is PyTorch's: CrossEntropyLoss(label_smoothing=0.1) of version 2.15 on the same logits, within 4 roundings")
  func torch() throws {
    let (loss, gradient) = try run(0.1, [1, -2, 0.5, 0, 3, -1], [2, 1], scale: 0.5)
    for (value, expected) in zip(loss, [1.071263671, 0.299217284]) { #expect(abs(Double(value) - expected) < 4 * 0x1p-24) }
    let expected = [0.285207778, -0.001637224, -0.283570558, 0.006639645, 0.001453102, -0.008092756]
    for (value, expected) in zip(gradient, expected) { #expect(abs(Double(value) - expected) < 4 * 0x1p-24) }
  }

  @Test("each step is rounded as written")
  func steps() throws {
    var numbers = SeededNumbers(6)
    let (classes, label, scale, epsilon) = (100, 17, Float(1) / 3, Float(0.1))
    let x = (0..<classes).map { _ in Float.random(in: -8...8, using: &numbers) }
    let largest = x.reduce(-Float.infinity) { $0 > $1 ? $0 : $1 }
    let e = x.map { Exact.exp($0 - largest) }
    let sum = LanesByHand.sum(e)
    let complement = 1 - Double(epsilon)
    let share = Double(epsilon) / Double(classes)
    let distances = LanesByHand.sum(x.map { largest - $0 })
    let (loss, gradient) = try run(epsilon, x, [Int32(label)], scale: scale)
    let expected = Exact.log(sum) + fmaf(Float(share), distances, Float(complement) * (largest - x[label]))
    #expect(loss.bits == [expected].bits)
    let target = (0..<classes).map { $0 == label ? Float(complement + share) : Float(share) }
    #expect(gradient.bits == zip(e, target).map { ($0 / sum - $1) * scale }.bits)
  }

  @Test("a label outside of the classes gives NaN in its row, and only there")
  func strangeLabel() throws {
    let (loss, gradient) = try run(0.1, [1, 2, 3, 1, 2, 3], [3, 2])
    #expect(loss.map(\.isNaN) == [true, false])
    #expect(gradient.map(\.isNaN) == [true, true, true, false, false, false])
  }
}
