import Concord
import ConcordTestSupport
import Foundation
import Testing

@Suite("Training with each loss")
struct LossTrainingTests {
  /// One linear layer of 3 inputs and 2 classes.
  private func session(_ loss: any Loss) throws -> TrainingSession {
    let model = try Model(name: "linear", inputShape: [1, 1, 3], classCount: 2) {
      Flatten()
      Linear(3, 2, name: "fc")
    }
    return try TrainingSession(
      model, on: Samples.device(), optimizer: SGD(learningRate: 0.5), loss: loss, microBatchSizes: [4], seed: 3)
  }

  /// The loss of one sample, and its gradient with respect to the logits.
  private static func exact(_ loss: any Loss, _ z: [Double], _ label: Int) -> (Double, [Double]) {
    let t = z.indices.map { $0 == label ? 1.0 : 0 }
    var value = 0.0
    var slope = z
    switch loss.name {
    case "cross-entropy":
      let epsilon = Double((loss as? CrossEntropy)?.labelSmoothing ?? 0)
      let logarithm = log(z.map { exp($0) }.reduce(0, +))
      for k in z.indices {
        let target = (1 - epsilon) * t[k] + epsilon / 2
        value += target * (logarithm - z[k])
        slope[k] = exp(z[k] - logarithm) - target
      }
    case "mse":
      for k in z.indices {
        value += (z[k] - t[k]) * (z[k] - t[k]) / 2
        slope[k] = z[k] - t[k]
      }
    case "bce":
      for k in z.indices {
        let p = 1 / (1 + exp(-z[k]))
        value -= log(t[k] == 1 ? p : 1 - p) / 2
        slope[k] = (p - t[k]) / 2
      }
    default:
      // Huber's with δ = 0.5, and without δ the distance.
      let delta = (loss as? Huber).map { Double($0.delta) } ?? 0
      for k in z.indices {
        let d = z[k] - t[k]
        value += (delta == 0 ? abs(d) : abs(d) <= delta ? d * d / 2 : delta * (abs(d) - delta / 2)) / 2
        slope[k] = (delta == 0 ? (d > 0 ? 1 : -1) : max(-delta, min(delta, d))) / 2
      }
    }
    return (value, slope)
  }

  @Test(
    "five steps agree with a binary64 network written as loops, within 1e-5",
    arguments: [
      CrossEntropy(), CrossEntropy(labelSmoothing: 0.2), MeanSquaredError(target: .oneHot), BinaryCrossEntropy(target: .oneHot),
      L1(target: .oneHot), Huber(delta: 0.5, target: .oneHot),
    ] as [any Loss])
  func steps(loss: any Loss) throws {
    let session = try session(loss)
    var w = try session.values(of: session.parameters[0]).map(Double.init)
    var b = try session.values(of: session.parameters[1]).map(Double.init)
    let start = w
    var numbers = SeededNumbers(12)
    for step in 1...5 {
      let images = (0..<12).map { _ in Float.random(in: -1...1, using: &numbers) }
      let labels = (0..<4).map { _ in Int32.random(in: 0..<2, using: &numbers) }
      try session.train(images, labels, step: UInt64(step))
      var (total, dw, db) = (0.0, [Double](repeating: 0, count: 6), [0.0, 0.0])
      for n in 0..<4 {
        let x = images[(3 * n)..<(3 * n + 3)].map(Double.init)
        var z = b
        for k in 0..<2 {
          for i in 0..<3 { z[k] += w[3 * k + i] * x[i] }
        }
        let (value, dz) = Self.exact(loss, z, Int(labels[n]))
        total += value
        for k in 0..<2 {
          db[k] += dz[k] / 4
          for i in 0..<3 { dw[3 * k + i] += dz[k] * x[i] / 4 }
        }
      }
      #expect(abs(Double(try session.lossTotal()) - total) <= 1e-5 * total, "step \(step)")
      for i in w.indices { w[i] -= 0.5 * dw[i] }
      for k in b.indices { b[k] -= 0.5 * db[k] }
    }
    for (value, expected) in zip(try session.values(of: session.parameters[0]), w) {
      #expect(abs(Double(value) - expected) <= 1e-5)
    }
    #expect(zip(w, start).map { abs($0 - $1) }.max() ?? 0 > 0.05, "five steps move what the tolerance measures")
  }

  @Test("no smoothing is the same training, to the bit, as the loss that was never smoothed")
  func noSmoothing() throws {
    var numbers = SeededNumbers(13)
    let images = numbers.floats(12)
    var hashes: Set<String> = []
    for loss in [CrossEntropy(), CrossEntropy(labelSmoothing: 0), CrossEntropy(labelSmoothing: 0.1)] {
      let session = try session(loss)
      try session.train(images, [0, 1, 1, 0], step: 1)
      hashes.insert(try session.parametersSHA256())
    }
    #expect(hashes.count == 2)
  }

  @Test("a report says which loss was made small")
  func report() throws {
    let opened = try BackendCatalog(builtIn: [ReferenceBackend()], folders: []).open("reference")
    let data = try Samples.digits(16, test: 8)
    let schedule = try BatchSchedule(sampleCount: 16, batchSize: 8, microBatchSize: nil, seed: 1, shuffles: false)
    let session = try TrainingSession(
      ModelZoo.model(named: "mlp", imageShape: [1, 8, 8], classCount: 10), on: opened.device,
      optimizer: SGD(learningRate: 0.1), loss: CrossEntropy(labelSmoothing: 0.25), microBatchSizes: [8], seed: 1)
    let trainer = Trainer(session: session, dataset: data, schedule: schedule, epochs: 1)
    let report = try RunReport(
      backend: opened, session: session, trainer: trainer, result: trainer.run(), seed: 1)
    #expect(report.loss == "cross-entropy, label smoothing 0.25")
  }
}
