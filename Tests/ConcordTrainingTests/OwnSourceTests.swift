import Concord
import ConcordTestSupport
import Foundation
import Testing

// The README's source, as it stands there.
struct Circles: DataSource {
  let count = 600
  let inputs = [SampleField([2])]

  func read(_ index: Int, into sample: SampleMemory) {
    let (angle, radius) = (Float(index) * 2.4, Float(1 + index % 2))
    sample.input()[0] = radius * cos(angle)
    sample.input()[1] = radius * sin(angle)
    sample.target()[0] = Int32(index % 2)
  }
}

@Suite("Training on a source of one's own")
struct OwnSourceTests {
  private static func model() throws -> Model {
    try Model(name: "rings", inputShape: [2], classCount: 2) {
      Linear(2, 16)
      ReLU()
      Linear(16, 2)
    }
  }

  private static func run(_ data: Dataset, _ model: Model, micro: Int? = nil) throws -> (Trainer.Result, String) {
    let schedule = try BatchSchedule(
      sampleCount: data.train.count, batchSize: 50, microBatchSize: micro, seed: 1, shuffles: true)
    let session = try TrainingSession(
      model, on: Samples.device(), optimizer: Adam(learningRate: 0.02),
      microBatchSizes: Trainer.microBatchSizes(schedule, of: data), seed: 1)
    let result = try Trainer(session: session, dataset: data, schedule: schedule, epochs: 12).run()
    return (result, try session.parametersSHA256())
  }

  @Test("the README's ten lines train: two circles are told apart, and micro-batches change no bit")
  func circles() throws {
    let data = Dataset(name: "circles", classNames: ["inner", "outer"], train: Circles(), test: Circles())
    let (result, hash) = try Self.run(data, Self.model())
    // Guessing gives 0.5.
    #expect(result.accuracy > 0.95)
    #expect(try Self.run(data, Self.model(), micro: 7).1 == hash)
  }

  /// As `Circles`, but the two numbers are two inputs.
  private struct TwoInputs: DataSource {
    let count = 200
    let inputs = [SampleField([1], name: "x"), SampleField([1], name: "y")]
    let targets = [SampleField([], .int32, name: "class")]

    func read(_ index: Int, into sample: SampleMemory) {
      let (angle, radius) = (Float(index) * 2.4, Float(1 + index % 2))
      sample.input(0)[0] = radius * cos(angle)
      sample.input(1)[0] = radius * sin(angle)
      sample.target()[0] = Int32(index % 2)
    }
  }

  @Test("images of one's own are normalised and changed as those of files are, and may fail with an error of their own")
  func images() throws {
    struct Failure: Error {}
    struct Stripes: ImageSource {
      let imageShape = [1, 4, 4]
      let labels = (0..<60).map { Int32($0 % 2) }
      var broken: Int?

      func readPixels(of index: Int, into bytes: UnsafeMutableBufferPointer<UInt8>) throws {
        if index == broken { throw Failure() }
        for place in bytes.indices { bytes[place] = (index % 2 == 0 ? place / 4 : place) % 2 == 0 ? 255 : 0 }
      }
    }
    let halves = Normalization(mean: [0.5], standardDeviation: [0.5])
    let model = try Model(name: "stripes", inputShape: [1, 4, 4], classCount: 2) {
      Flatten()
      Linear(16, 2)
    }
    let images = LabelledImages(Stripes(), normalization: halves)
    let data = Dataset(name: "stripes", classNames: ["level", "upright"], train: images, test: images)
    let plain = try Self.run(data, model)
    #expect(plain.0.accuracy == 1)
    let changed = try data.augmented(by: Augmentation(cropPadding: 1, flip: true, imageShape: [1, 4, 4]))
    #expect(try Self.run(changed, model).1 != plain.1)
    let broken = LabelledImages(Stripes(broken: 41), normalization: halves)
    #expect(throws: Failure.self) {
      try Self.run(Dataset(name: "stripes", classNames: data.classNames, train: broken, test: images), model)
    }
  }

  @Test("samples that the model does not take are refused with what it takes and what they have")
  func unfit() throws {
    func refusal(_ source: some DataSource) throws -> String {
      let data = Dataset(name: "own", train: source, test: source)
      return #expect(throws: BackendError.self) { try Self.run(data, Self.model()) }?.description ?? ""
    }
    let inputs = try refusal(TwoInputs())
    #expect(inputs.contains("the inputs f32[2] 'images', but those of 'own' have f32[1] 'x', f32[1] 'y'"), "\(inputs)")
    struct Wrong: DataSource {
      let count = 200
      let inputs = [SampleField([2])]
      let targets = [SampleField([3], .float32)]
      func read(_ index: Int, into sample: SampleMemory) {}
    }
    let targets = try refusal(Wrong())
    #expect(targets.contains("the targets i32[] 'output', but those of 'own' have f32[3]"), "\(targets)")
  }

  @Test("a model of several inputs trains on a source of as many")
  func severalInputs() throws {
    let model = try Model(
      name: "two", inputs: [ModelInput("x", [1]), ModelInput("y", [1])], outputs: ["class"]
    ) {
      Concatenation().taking("x", "y")
      Linear(2, 16)
      ReLU()
      Linear(16, 2, name: "class")
    }
    let data = Dataset(name: "circles", classNames: ["inner", "outer"], train: TwoInputs(), test: TwoInputs())
    let hash = try Self.run(data, model).1
    #expect(try Self.run(data, model, micro: 20).1 == hash)
  }
}
