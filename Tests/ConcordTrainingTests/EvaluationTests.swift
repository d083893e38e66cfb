import Concord
import Foundation
import Testing

@Suite("Evaluation")
struct EvaluationTests {
  private static func session(_ sizes: Set<Int>, loss: any Loss = CrossEntropy()) throws -> TrainingSession {
    try TrainingSession(
      ModelZoo.model(named: "mlp", imageShape: [1, 8, 8], classCount: 10), on: Samples.device(),
      optimizer: SGD(learningRate: 0), loss: loss, microBatchSizes: sizes, seed: 4)
  }

  /// Logits of `mlp` in binary64, from the textbook.
  private static func logits(_ session: TrainingSession, _ image: [Float]) throws -> [Double] {
    let parameters = try session.parameters.map { try session.values(of: $0).map(Double.init) }
    var hidden = parameters[1]
    for j in hidden.indices {
      for (i, pixel) in image.enumerated() { hidden[j] += parameters[0][j * image.count + i] * Double(pixel) }
      hidden[j] = max(0, hidden[j])
    }
    var logits = parameters[3]
    for k in logits.indices {
      for (j, value) in hidden.enumerated() { logits[k] += parameters[2][k * hidden.count + j] * value }
    }
    return logits
  }

  private static func images(_ part: LabelledImages) throws -> [[Float]] {
    try (0..<part.count).map { try Batch(part, samples: [$0]).input() }
  }

  @Test("accuracy, loss and confusion are the textbook's")
  func textbook() throws {
    let part = try #require(try Samples.digits(1, test: 30).images).test
    let session = try Self.session([30])
    let evaluation = try session.evaluate(part, metrics: [ConfusionMatrix()])
    var (correct, loss) = (0, 0.0)
    var confusion = [[Int]](repeating: [Int](repeating: 0, count: 10), count: 10)
    for (image, label) in zip(try Self.images(part), part.labels) {
      let logits = try Self.logits(session, image)
      let best = try #require(logits.indices.max { logits[$0] < logits[$1] })
      if best == Int(label) { correct += 1 }
      confusion[Int(label)][best] += 1
      let total: Double = logits.map { exp($0) }.reduce(0, +)
      loss += log(total) - logits[Int(label)]
    }
    #expect(evaluation.imageCount == 30)
    #expect(evaluation.correctCount == correct)
    #expect(evaluation.accuracy == Double(correct) / 30)
    #expect(abs(Double(evaluation.loss) - loss / 30) < 1e-5)
    #expect(evaluation.metric(ConfusionMatrix.self)?.counts == confusion)
  }

  @Test("how many images are on the device at a time changes no bit", arguments: [1, 7, 30, 64])
  func invariance(microBatch: Int) throws {
    let part = try #require(try Samples.digits(1, test: 30).images).test
    let whole = try Self.session([30]).evaluate(part, metrics: [ConfusionMatrix()])
    let session = try Self.session(Fit.Candidate.parts(of: 30, microBatch: microBatch))
    let evaluation = try session.evaluate(part, metrics: [ConfusionMatrix()])
    #expect(evaluation.loss.bitPattern == whole.loss.bitPattern)
    #expect(evaluation.correctCount == whole.correctCount)
    #expect(evaluation.metric(ConfusionMatrix.self)?.counts == whole.metric(ConfusionMatrix.self)?.counts)
    #expect(try session.evaluate(part).metrics.isEmpty, "only those that were asked for")
  }

  @Test("a NaN wins over numbers, the lower class over an equal one, as in the count of correct images")
  func ties() throws {
    let part = try #require(try Samples.digits(1, test: 30).images).test
    let session = try Self.session([30])
    for parameter in session.parameters {
      try session.write([Float](repeating: 0, count: parameter.elementCount), to: parameter)
    }
    func count(_ label: Int32) -> Int { part.labels.count { $0 == label } }
    var bias: [Float] = [0, 0, 2, 2, 0, 0, 0, 0, 0, 0]
    for (value, winner) in [(Float(2), 2), (.nan, 5)] {
      bias[5] = value
      try session.write(bias, to: #require(session.parameters.last))
      let evaluation = try session.evaluate(part, metrics: [ConfusionMatrix()])
      #expect(evaluation.correctCount == count(Int32(winner)))
      #expect(evaluation.metric(ConfusionMatrix.self)?.counts.map { $0[winner] }.reduce(0, +) == 30)
    }
  }
}
