import ConcordKit
import ConcordNumerics
import ConcordTestSupport
import Foundation
import Testing

@Suite("dense_cross_entropy")
struct DenseCrossEntropyTests {
  private func run(
    _ definition: DenseCrossEntropy, _ shape: [Int], _ logits: [Float], _ targets: [Int32], _ weights: [Float] = [],
    scale: Float = 1
  ) throws -> (loss: [Float], gradient: [Float]) {
    var builder = ProgramBuilder()
    var inputs = [builder.tensor(shape, logits), builder.tensor([shape[0], shape[2]], targets)]
    if definition.weighted { inputs.append(builder.tensor([shape[1]], weights)) }
    let outputs = try builder.add(definition, inputs, scalars: [builder.scalar(scale)])
    let results = try builder.run(on: Reference.device())
    return (results.floats(outputs[0]), results.floats(outputs[1]))
  }

  @Test("two equal logits cost log 2 times the weight, and the gradient is half the weight, away from the label")
  func even() throws {
    let (loss, gradient) = try run(
      DenseCrossEntropy(weighted: true), [1, 2, 2], [3, -1, 3, -1], [0, 1], [2, 0.5], scale: 0.5)
    // log 2 = 0.693147180559945…, whose nearest binary32 is 0x1.62e43p-1.
    #expect(loss == [2 * 0x1.62e43p-1, 0.5 * 0x1.62e43p-1])
    #expect(gradient == [-0.5, 0.125, 0.5, -0.125])
  }

  @Test("what is ignored is +0, a target that is no class NaN, each in its position alone")
  func ignored() throws {
    let definition = DenseCrossEntropy(ignoredLabel: -7)
    let (loss, gradient) = try run(definition, [1, 2, 4], [Float](repeating: 1, count: 8), [-7, 2, -1, 0])
    #expect(loss.map(\.isNaN) == [false, true, true, false])
    #expect(loss[0].bitPattern == 0 && loss[3] > 0)
    #expect(gradient.map(\.isNaN) == [false, true, true, false, false, true, true, false])
    #expect(gradient[0].bitPattern == 0 && gradient[4].bitPattern == 0)
    // A class can be ignored too.
    let own = try run(DenseCrossEntropy(ignoredLabel: 1), [1, 2, 1], [1, 2], [1])
    #expect(own.loss == [0] && own.gradient == [0, 0])
  }

  @Test("each position is a row of softmax_cross_entropy, to the bit", arguments: [0, 0.1, 1] as [Float], [3, 64, 130])
  func rows(smoothing: Float, classes: Int) throws {
    var numbers = SeededNumbers(UInt64(classes))
    let (samples, positions) = (2, 5)
    let logits = numbers.floats(samples * classes * positions)
    let targets = (0..<10).map { _ in Int32.random(in: 0...Int32(classes), using: &numbers) }
    let dense = try run(
      DenseCrossEntropy(labelSmoothing: smoothing), [samples, classes, positions], logits, targets, scale: 0.3)
    for n in 0..<samples {
      for p in 0..<positions {
        func column(_ values: [Float]) -> [Float] { (0..<classes).map { values[(n * classes + $0) * positions + p] } }
        var builder = ProgramBuilder()
        let inputs = [builder.tensor([1, classes], column(logits)), builder.tensor([1], [targets[n * positions + p]])]
        let outputs = try builder.add(
          SoftmaxCrossEntropy(labelSmoothing: smoothing), inputs, scalars: [builder.scalar(Float(0.3))])
        let results = try builder.run(on: Reference.device())
        #expect([dense.loss[n * positions + p]].bits == results.floats(outputs[0]).bits)
        #expect(column(dense.gradient).bits == results.floats(outputs[1]).bits)
      }
    }
  }

  @Test("each step is rounded as written, with weights and smoothing", arguments: [3, 65, 200])
  func steps(classes: Int) throws {
    var numbers = SeededNumbers(UInt64(classes) + 7)
    let x = numbers.floats(classes)
    let w = numbers.floats(classes).map(abs)
    let label = classes / 2
    let smooth = try run(
      DenseCrossEntropy(labelSmoothing: 0.25, weighted: true), [1, classes, 1], x, [Int32(label)], w, scale: 0.7)
    let largest = x.max() ?? 0
    let powers = x.map { Exact.exp($0 - largest) }
    let sum = LanesByHand.sum(powers)
    let share = 0.25 / Double(classes)
    let (q, c, h) = (Float(share), Float(0.75), Float(0.75 + share))
    let distances = LanesByHand.sum(zip(w, x).map { $0 * (largest - $1) })
    let a = fmaf(q, LanesByHand.sum(w), c * w[label])
    #expect(smooth.loss.bits == [fmaf(a, Exact.log(sum), fmaf(q, distances, c * (w[label] * (largest - x[label]))))].bits)
    #expect(
      smooth.gradient.bits
        == x.indices.map { fmaf(powers[$0] / sum, a, -(w[$0] * ($0 == label ? h : q))) * Float(0.7) }.bits)
    let plain = try run(DenseCrossEntropy(weighted: true), [1, classes, 1], x, [Int32(label)], w, scale: 0.7)
    #expect(plain.loss.bits == [w[label] * (Exact.log(sum) + (largest - x[label]))].bits)
    #expect(
      plain.gradient.bits
        == x.indices.map { fmaf(powers[$0] / sum, w[label], -(w[$0] * ($0 == label ? 1 : 0))) * Float(0.7) }.bits)
  }

  @Test("attributes and types that make no sense are refused")
  func refusals() throws {
    #expect(throws: OperationError.self) { try DenseCrossEntropy(attributes: Attributes(["label_smoothing": .float(1.5)])) }
    #expect(throws: OperationError.self) { try DenseCrossEntropy(attributes: Attributes(["ignored_label": .integer(1 << 40)])) }
    let definition = DenseCrossEntropy(labelSmoothing: 0.5, weighted: true, ignoredLabel: -100)
    #expect(try DenseCrossEntropy(attributes: definition.attributes).attributes == definition.attributes)
    let logits = TensorType([2, 3, 4])
    #expect(throws: OperationError.self) { try DenseCrossEntropy().outputTypes(for: [logits, TensorType(.int32, [2, 3])]) }
    #expect(throws: OperationError.self) {
      try DenseCrossEntropy().outputTypes(for: [TensorType([2, 3]), TensorType(.int32, [2])])
    }
    #expect(throws: OperationError.self) {
      try DenseCrossEntropy(weighted: true).outputTypes(for: [logits, TensorType(.int32, [2, 4]), TensorType([4])])
    }
  }
}
