import Concord
import ConcordTestSupport
import Foundation
import Testing

@Suite("Targets for each position")
struct DenseLossTests {
  private static let classes = 3
  private static let pixels = 4

  /// A class for each pixel, and where in the image something is.
  private static func model() throws -> Model {
    try Model(
      name: "pixels", inputs: [ModelInput("image", [2, 2, 2])],
      outputs: ["pixels", "place"]
    ) {
      Conv2D(2, classes, kernel: 1, name: "pixels").taking("image")
      Flatten(name: "flat").taking("image")
      Linear(8, 2, name: "place")
    }
  }

  private static let loss = LossPerOutput([
    "pixels": CrossEntropy(labelSmoothing: 0.1, classWeights: [0.5, 2, 1.25], ignoredLabel: 255), "place": Huber(delta: 0.5),
  ])

  /// Images, labels of which some are ignored, places.
  private static func batch(_ numbers: inout SeededNumbers) -> ([String: HostTensor], [String: HostTensor]) {
    let images = numbers.floats(80)
    let labels = (0..<40).map { $0 % 5 == 2 ? 255 : Int32.random(in: 0..<3, using: &numbers) }
    return (["image": .float32(images)], ["pixels": .int32(labels), "place": .float32(numbers.floats(20))])
  }

  @Test(
    "class weights and ignored pixels have one hash on every device and for every micro-batch, memory as the formulas say",
    arguments: MemoryPlan.allCases)
  func hashes(_ plan: MemoryPlan) throws {
    var hashes: Set<String> = []
    for device in try OpenLosses.devices() {
      for micro in [1, 3, 7, 10] {
        let session = try OpenLosses.session(Self.model(), Self.loss, micro: micro, plan: plan, on: device)
        var numbers = SeededNumbers(31)
        for step in 1...3 {
          let (inputs, targets) = Self.batch(&numbers)
          try OpenLosses.step(UInt64(step), session, inputs, targets, micro: micro)
        }
        hashes.insert("\(try session.parametersSHA256()) \(try session.lossTotal(of: "pixels"))")
        #expect(session.memory.isExact, "\(session.memory)")
        #expect(session.prediction.derivedLayers.isEmpty)
        #expect(session.prediction[.state] == 4 * (2 + 3), "two totals and three weights")
        #expect(session.prediction[.batch] == 4 * micro * (8 + 4 + 2))
      }
    }
    #expect(hashes.count == 1)
  }

  /// The mean over all targets that count, as PyTorch defines it, in binary64; and Huber's.
  private static func mean(_ w: [Double], _ b: [Double], _ images: [Float], _ labels: [Int32]) -> Double {
    let weights = [0.5, 2, 1.25]
    var (sum, count) = (0.0, 0.0)
    for (place, label) in labels.enumerated() where label != 255 {
      let (n, p) = (place / 4, place % 4)
      let z = (0..<3).map { k in b[k] + (0..<2).reduce(0.0) { $0 + w[2 * k + $1] * Double(images[8 * n + 4 * $1 + p]) } }
      let logarithm = log(z.reduce(0.0) { $0 + exp($1) })
      let costs = z.indices.map { weights[$0] * (logarithm - z[$0]) }
      sum += 0.9 * costs[Int(label)] + 0.1 / 3 * costs.reduce(0, +)
      count += weights[Int(label)]
    }
    return sum / count
  }

  @Test("loss and gradient are those of PyTorch's mean, in binary64, whatever the micro-batch", arguments: [3, 10])
  func mean(micro: Int) throws {
    let session = try OpenLosses.session(
      Self.model(), Self.loss, optimizer: SGD(learningRate: 1), micro: micro, on: Samples.device())
    let before = try session.parameters.map { try session.values(of: $0).map(Double.init) }
    #expect(session.parameters.map(\.name).prefix(2) == ["pixels.weight", "pixels.bias"])
    var numbers = SeededNumbers(32)
    let (inputs, targets) = Self.batch(&numbers)
    guard case .float32(let images)? = inputs["image"], case .int32(let labels)? = targets["pixels"] else { return }
    try OpenLosses.step(1, session, inputs, targets, micro: micro)
    let weight = try #require(try session.weights(of: targets).first)
    let loss = Self.mean(before[0], before[1], images, labels)
    #expect(abs(Double(try session.lossTotal(of: "pixels")) / weight - loss) < 1e-6)
    let after = try session.values(of: session.parameters[0]).map(Double.init)
    for index in before[0].indices {
      var (above, below) = (before[0], before[0])
      above[index] += 1e-5
      below[index] -= 1e-5
      let slope = (Self.mean(above, before[1], images, labels) - Self.mean(below, before[1], images, labels)) / 2e-5
      #expect(abs(before[0][index] - after[index] - slope) < 1e-6)
    }
  }

  @Test("a batch of which every target is ignored has the loss 0 and changes nothing")
  func allIgnored() throws {
    let loss = LossPerOutput(["pixels": CrossEntropy(ignoredLabel: 255), "place": L1()])
    let session = try OpenLosses.session(Self.model(), loss, optimizer: SGD(learningRate: 1), on: Samples.device())
    let before = try session.values(of: session.parameters[0])
    var numbers = SeededNumbers(33)
    var (inputs, targets) = Self.batch(&numbers)
    targets["pixels"] = .int32([Int32](repeating: 255, count: 40))
    try OpenLosses.step(1, session, inputs, targets)
    #expect(try session.lossTotal(of: "pixels") == 0)
    #expect(try session.values(of: session.parameters[0]) == before)
    try session.evaluate(inputs: inputs, targets: targets, isFirst: true)
    #expect(try session.meanLoss(of: "pixels") == 0)
    inputs["image"] = nil
  }

  @Test("a micro-batch cannot know the weight of its batch: without it, it is refused, and a whole batch needs none")
  func weights() throws {
    let session = try OpenLosses.session(Self.model(), Self.loss, micro: 5, on: Samples.device())
    var numbers = SeededNumbers(34)
    let (inputs, targets) = Self.batch(&numbers)
    let (half, others) = (inputs.mapValues { $0.samples(0..<5, of: 10) }, targets.mapValues { $0.samples(0..<5, of: 10) })
    let error = #expect(throws: BackendError.self) {
      try session.train(inputs: half, targets: others, TrainingSession.Part(batchSize: 10, step: 1, firstSample: 0))
    }
    #expect(error?.message.contains("needs the weights of all 10 of its batch") == true)
    for wrong in [[1.0], [1, -1], [.nan, 1]] {
      #expect(throws: BackendError.self) {
        try session.train(
          inputs: half, targets: others, TrainingSession.Part(batchSize: 10, step: 1, firstSample: 0, weights: wrong))
      }
    }
    try session.train(inputs: half, targets: others, TrainingSession.Part(batchSize: 5, step: 1, firstSample: 0))
    let given = try OpenLosses.session(Self.model(), Self.loss, micro: 5, on: Samples.device())
    try given.train(
      inputs: half, targets: others,
      TrainingSession.Part(batchSize: 5, step: 1, firstSample: 0, weights: given.weights(of: others)))
    #expect(try session.parametersSHA256() == given.parametersSHA256())
  }

  @Test("one position without weights is the cross-entropy of rows, to the bit", arguments: [0, 0.1] as [Float])
  func onePosition(_ smoothing: Float) throws {
    var hashes: Set<String> = []
    for ignored in [nil, Int32(9)] {
      let session = try OpenLosses.session(
        Model(name: "m", inputShape: [1, 1, 4], classCount: 3) {
          Flatten()
          Linear(4, 3)
        }, CrossEntropy(labelSmoothing: smoothing, ignoredLabel: ignored), on: Samples.device())
      var numbers = SeededNumbers(35)
      try OpenLosses.step(
        1, session, ["images": .float32(numbers.floats(40))], ["output": .int32([0, 1, 2, 2, 1, 0, 0, 1, 2, 2])])
      hashes.insert("\(try session.parametersSHA256()) \(try session.lossTotal())")
    }
    #expect(hashes.count == 1)
  }
}
