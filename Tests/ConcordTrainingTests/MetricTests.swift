import Concord
import ConcordTestSupport
import Testing

/// The metric of `docs/models.md`, as it stands there.
private struct LargestError: Metric {
  let name = "largest error"
  var value = 0.0

  mutating func add(_ samples: EvaluatedSamples) {
    guard case .float32(let targets) = samples.target else { return }
    for (output, target) in zip(samples.outputs, targets) { value = max(value, Double(abs(output - target))) }
  }
}

@Suite("Metrics")
struct MetricTests {
  private func value(_ metric: some Metric, _ samples: EvaluatedSamples...) -> Double {
    var metric = metric
    for sample in samples { metric.add(sample) }
    return metric.value
  }

  /// Labels 2, 0, 1 and one that is ignored: right, second, third.
  private let rows = EvaluatedSamples(
    count: 4, shape: [3], outputs: [0, 1, 2, 4, 5, -1, 3, 1, 2, 9, 9, 9], target: .int32([2, 0, 1, 255]))

  @Test("accuracy and top-k accuracy count the labels that are not ignored")
  func accuracy() {
    #expect(value(Accuracy(ignoredLabel: 255), rows) == 1.0 / 3)
    #expect(value(Accuracy(), rows) == 0.25, "a label that is no class is never right")
    #expect(value(TopKAccuracy(1, ignoredLabel: 255), rows) == 1.0 / 3)
    #expect(value(TopKAccuracy(2, ignoredLabel: 255), rows) == 2.0 / 3)
    #expect(value(TopKAccuracy(3), rows) == 0.75)
    #expect(value(Accuracy(ignoredLabel: 255), rows, rows) == 1.0 / 3)
    #expect(value(Accuracy()).isNaN)
  }

  @Test("of equal logits the lower class comes first, and the first NaN before all, in both")
  func ties() {
    let samples = EvaluatedSamples(
      count: 3, shape: [3], outputs: [1, 1, 0, .nan, 2, .nan, 7, .nan, .infinity], target: .int32([1, 2, 1]))
    #expect(value(Accuracy(), samples) == 1.0 / 3)
    #expect(value(TopKAccuracy(1), samples) == 1.0 / 3)
    #expect(value(TopKAccuracy(2), samples) == 1)
  }

  @Test("classes lie along the first axis, and each position has a label")
  func positions() {
    // One sample, 2 classes, 3 positions: classes 1, 0, 1 are taken.
    let samples = EvaluatedSamples(count: 1, shape: [2, 3], outputs: [0, 5, 1, 2, 3, 4], target: .int32([1, 1, 7]))
    #expect(value(Accuracy(ignoredLabel: 7), samples) == 0.5)
    var confusion = ConfusionMatrix(ignoredLabel: 7)
    confusion.add(samples)
    confusion.add(rowsOfTwo)
    #expect(confusion.counts == [[1, 1], [1, 1]])
    #expect(confusion.value == 0.5)
  }

  private let rowsOfTwo = EvaluatedSamples(count: 2, shape: [2], outputs: [3, 1, 2, 4], target: .int32([0, 0]))

  @Test("the mean absolute error is over all elements")
  func meanAbsoluteError() {
    let samples = EvaluatedSamples(count: 2, shape: [2], outputs: [1, 2, -3, 0], target: .float32([1, 0, 1, 0.5]))
    #expect(value(MeanAbsoluteError(), samples) == 6.5 / 4)
    #expect(value(MeanAbsoluteError(), samples, samples) == 6.5 / 4)
  }

  @Test("a metric of one's own sees every micro-batch of an evaluation, under every plan", arguments: MemoryPlan.allCases)
  func own(_ plan: MemoryPlan) throws {
    let model = try Model(name: "m", inputs: [ModelInput("x", [3])], outputs: ["y"]) {
      Linear(3, 2, name: "y")
    }
    for micro in [1, 4, 10] {
      let session = try OpenLosses.session(model, Huber(), micro: micro, plan: plan, on: Samples.device())
      let (x, y) = (HostTensor.float32((0..<30).map { Float($0) }), HostTensor.float32([Float](repeating: 100, count: 20)))
      var metrics: [any Metric] = [LargestError(), MeanAbsoluteError()]
      var outputs: [Float] = []
      for first in stride(from: 0, to: 10, by: micro) {
        let samples = first..<min(first + micro, 10)
        let target = y.samples(samples, of: 10)
        try session.evaluate(inputs: ["x": x.samples(samples, of: 10)], targets: ["y": target], isFirst: first == 0)
        try session.measure(&metrics, target: target)
        outputs += try session.logits(count: samples.count)
      }
      // y = x w + b, in binary64.
      let w = try session.values(of: session.parameters[0]).map(Double.init)
      let b = try session.values(of: session.parameters[1]).map(Double.init)
      var errors: [Double] = []
      for n in 0..<10 {
        for k in 0..<2 {
          var y = b[k]
          for i in 0..<3 { y += w[3 * k + i] * Double(3 * n + i) }
          errors.append(abs(100 - y))
        }
      }
      #expect(abs(metrics[0].value - (errors.max() ?? 0)) < 1e-4)
      #expect(abs(metrics[1].value - errors.reduce(0, +) / 20) < 1e-4)
      #expect(outputs.count == 20)
      // Huber's beyond 1: distance less a half.
      let huber = errors.reduce(0.0) { $0 + $1 - 0.5 } / 20
      #expect(abs(Double(try session.meanLoss()) - huber) < 1e-4)
      #expect(throws: BackendError.self) { try session.correctCount() }
    }
  }
}
