import Concord
import ConcordTestSupport
import Foundation
import Testing

@Suite("inference")
struct InferenceTests {
  /// Every model of the zoo, on images that it is made for.
  private static func zoo() throws -> [Model] {
    try ModelZoo.entries.map { entry in
      let shape = entry.name == "mlp" || entry.name == "lenet5" ? [1, 28, 28] : [3, 32, 32]
      return try ModelZoo.model(named: entry.name, imageShape: shape, classCount: 10)
    }
  }

  /// Two inputs, two outputs, one of them in the middle of the graph, state, and layers that only training has.
  private static func branched() throws -> Model {
    try Model(
      name: "branched", inputs: [ModelInput("image", [2, 5, 5]), ModelInput("words", [4], .int32)],
      outputs: ["coarse", "fine"]
    ) {
      Embedding(7, 3, name: "embedding").taking("words")
      Flatten(name: "text")
      Conv2D(2, 3, kernel: 3, name: "conv").taking("image")
      BatchNorm2D(3, name: "bn")
      ReLU()
      Dropout(0.5)
      Flatten(name: "picture")
      Linear(27, 3, name: "coarse")
      ReLU(name: "after")
      Concatenation(name: "both").taking("after", "text")
      Linear(15, 5, name: "fine")
    }
  }

  /// The reference, and the first device of the OpenCL plugin where one opens.
  private static func devices() throws -> [any Device] {
    let reference = try Samples.device()
    guard let path = PluginFile.path(PluginFile.openCL),
      let opened = try? BackendCatalog(builtIn: [], folders: []).open(path)
    else { return [reference] }
    return [reference, opened.device]
  }

  private static func session(_ model: Model, sizes: Set<Int>, on device: any Device) throws -> TrainingSession {
    try TrainingSession(model, on: device, optimizer: SGD(learningRate: 0.1), microBatchSizes: sizes, seed: 7)
  }

  @Test("memory is as predicted for every model, under every plan, on the reference and on OpenCL")
  func memory() throws {
    for device in try Self.devices() {
      for model in try Self.zoo() + [Self.branched()] {
        for plan in MemoryPlan.allCases {
          let session = try InferenceSession(PlannedInference(model, size: 3, plan: plan, on: device))
          #expect(session.memory.isExact, "\(model.name), \(plan), \(device.info.name): \(session.memory)")
          #expect(session.prediction[.gradients] == 0 && session.prediction[.optimizer] == 0)
          #expect(session.prediction.derivedLayers.isEmpty)
          let parameters = session.parameters.reduce(0) { $0 + 4 * $1.elementCount }
          #expect(session.prediction[.parameters] == parameters)
          #expect(session.prediction[.activations] > 0)
        }
      }
    }
  }

  @Test("softmax of a training session's logits on the host has the bits of the device's, and so have predictions")
  func predictions() throws {
    let images = try #require(try DatasetCatalog.load("digits", dataDirectory: nil).images).test
    let model = try ModelZoo.model(named: "mlp", imageShape: [1, 8, 8], classCount: 10)
    for device in try Self.devices() {
      let sizes = Fit.Candidate.parts(of: images.count, microBatch: 50)
      let training = try TrainingSession(model, on: device, optimizer: SGD(learningRate: 0.1), microBatchSizes: sizes, seed: 7)
      let found = try InferenceSession(of: training, size: 64).predictions(images)
      #expect(found.count == images.count)
      #expect(try found == training.predictions(images))
    }
  }

  @Test("lenet5 leaves for each image what its layers write, and nothing else")
  func byHand() throws {
    let model = try ModelZoo.model(named: "lenet5", imageShape: [1, 28, 28], classCount: 10)
    let prediction = try MemoryModel.predictInference(model, size: 4, plan: .retain)
    // Two convolutions with their ReLU in them, two poolings, three products, as LeCun's paper has them. Which pixel a pooling took, only
    // the way back asks.
    let written = [6 * 28 * 28, 6 * 14 * 14, 16 * 10 * 10, 16 * 5 * 5, 120, 84, 10].reduce(0, +)
    #expect(prediction[.activations] == 4 * 4 * written)
    #expect(prediction[.batch] == 4 * 4 * (28 * 28 + 10))
    #expect(prediction[.parameters] == 4 * 61_706)
  }

  @Test(
    "logits are the bits of a training session's evaluation, however many samples are asked about",
    arguments: ["mlp", "lenet5", "resnet20"])
  func logits(name: String) throws {
    let model = try #require(Self.zoo().first { $0.name == name })
    var numbers = SeededNumbers(5)
    let pixels = model.inputShape.reduce(1, *)
    let images = numbers.floats(5 * pixels)
    let labels: [Int32] = [0, 1, 2, 3, 4]
    var seen: Set<[UInt32]> = []
    var probabilities: Set<[UInt32]> = []
    for device in try Self.devices() {
      let training = try Self.session(model, sizes: [5], on: device)
      try training.train(images, labels, step: 1)
      try training.evaluate(images, labels)
      let expected = try training.logits(count: 5)
      for (size, plan) in [(5, MemoryPlan.retain), (2, .reuse), (8, .reuse)] {
        let session = try InferenceSession(of: training, size: size, plan: plan)
        #expect(try session.logits(images: images).map(\.bitPattern) == expected.map(\.bitPattern), "\(size) \(plan)")
        let largest = (0..<5).map { sample in
          let row = Array(expected[(10 * sample)..<(10 * sample + 10)])
          return row.firstIndex(of: row.max() ?? 0)
        }
        #expect(try session.predictedClasses(images: images) == largest)
        #expect(try session.logits(images: Array(images[..<pixels])) == Array(expected[..<10]))
        #expect(try session.logits(images: []) == [])
        probabilities.insert(try session.probabilities(images: images).map(\.bitPattern))
        #expect(session.memory.isExact)
      }
      seen.insert(expected.map(\.bitPattern))
      // By definition, in double precision.
      for row in 0..<5 {
        let logits = expected[(10 * row)..<(10 * row + 10)].map(Double.init)
        let sum = logits.reduce(0) { $0 + exp($1 - (logits.max() ?? 0)) }
        let found = try #require(probabilities.first)[(10 * row)..<(10 * row + 10)].map { Double(Float(bitPattern: $0)) }
        for (logit, probability) in zip(logits, found) {
          #expect(abs(exp(logit - (logits.max() ?? 0)) / sum - probability) < 1e-6)
        }
      }
    }
    #expect(seen.count == 1 && probabilities.count == 1, "one answer everywhere")
  }

  @Test("a model of several inputs and outputs is asked by name, and keeps an output that others follow")
  func several() throws {
    let model = try Self.branched()
    var numbers = SeededNumbers(6)
    let image = HostTensor.float32(numbers.floats(4 * 50))
    let words = HostTensor.int32((0..<16).map { Int32($0 % 7) })
    for device in try Self.devices() {
      let training = try Self.session(model, sizes: [4], on: device)
      let targets = ["coarse": HostTensor.int32([0, 1, 2, 0]), "fine": .int32([4, 3, 2, 1])]
      try training.train(
        inputs: ["image": image, "words": words], targets: targets,
        TrainingSession.Part(batchSize: 4, step: 1, firstSample: 0))
      try training.evaluate(inputs: ["image": image, "words": words], targets: targets, isFirst: true)
      for (size, plan) in [(4, MemoryPlan.retain), (3, .reuse), (1, .checkpoint)] {
        let session = try InferenceSession(of: training, size: size, plan: plan)
        // Probabilities first, so that they must leave the logits as they were computed.
        let probabilities = try session.probabilities(inputs: ["image": image, "words": words])
        let logits = try session.logits(inputs: ["image": image, "words": words])
        let classes = try session.predictedClasses(inputs: ["image": image, "words": words])
        for (output, count) in [("coarse", 3), ("fine", 5)] {
          let expected = try training.logits(of: output, count: 4)
          #expect(logits[output]?.map(\.bitPattern) == expected.map(\.bitPattern), "\(output), \(size) at a time, \(plan)")
          let rows = try #require(probabilities[output])
          for row in 0..<4 {
            #expect(abs(rows[(row * count)..<((row + 1) * count)].reduce(0, +) - 1) < 1e-6)
            let logits = Array(expected[(row * count)..<((row + 1) * count)])
            #expect(classes[output]?[row] == logits.firstIndex(of: logits.max() ?? 0))
          }
        }
      }
      let session = try InferenceSession(of: training, size: 2)
      let missing = #expect(throws: BackendError.self) { try session.logits(inputs: ["image": image]) }
      #expect(missing?.message == "the model 'branched' takes the inputs image, words, but got image")
      let unnamed = #expect(throws: BackendError.self) { try session.logits(images: []) }
      #expect(unnamed?.message.hasSuffix("has 2 inputs and 2 outputs; give each by its name") == true)
    }
  }

  @Test("parameters come from a file of a training, exactly the model's and finite")
  func file() throws {
    let folder = try TemporaryFolder()
    let training = try Samples.session()
    let images = (0..<24).map { Float($0) / 10 }
    try training.train(images, [0, 1, 2, 0], step: 1)
    try training.save(to: folder.path("small.safetensors"))
    try training.evaluate(images, [0, 1, 2, 0])
    let session = try InferenceSession(
      training.model, parametersAt: folder.path("small.safetensors"), size: 2, on: Samples.device())
    #expect(try session.logits(images: images) == training.logits(count: 4))
    let other = try Model(name: "other", inputShape: [1, 2, 3], classCount: 3) {
      Flatten()
      Linear(6, 3, name: "fc1")
    }
    let error = #expect(throws: FileError.self) {
      try InferenceSession(other, parametersAt: folder.path("small.safetensors"), size: 2, on: Samples.device())
    }
    #expect(error?.problem.contains("unknown: fc2.weight, fc2.bias") == true, "\(error?.problem ?? "")")
  }

  @Test("a session that the device has no room for, of no samples, and bytes that are no samples are refused")
  func refusals() throws {
    let model = try Samples.session().model
    let device = try Samples.device()
    let small = #expect(throws: BackendError.self) {
      try InferenceSession(PlannedInference(model, size: 2, on: device), memoryLimit: ByteCount(1000))
    }
    #expect(small?.code == .outOfMemory)
    let none = #expect(throws: BackendError.self) { try PlannedInference(model, size: 0, on: device) }
    #expect(none?.code == .invalidArgument)
    let session = try InferenceSession(PlannedInference(model, size: 2, on: device))
    for images in [[Float](repeating: 0, count: 5), [Float](repeating: 0, count: 7)] {
      let error = #expect(throws: BackendError.self) { try session.logits(images: images) }
      #expect(error?.message.contains("the input 'images' expects") == true)
    }
  }
}
