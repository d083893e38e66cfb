import Concord
import ConcordTestSupport
import Testing

/// A training run of `mlp` on a part of digits: what came out of it.
struct TrainingRun {
  var hash: String
  var result: Trainer.Result
  var session: TrainingSession

  init(
    batch: Int = 64, micro: Int? = nil, shards: Int = 1, steps: Int? = nil, epochs: Int = 1, seed: UInt64 = 1,
    optimizer: any Optimizer = Adam(learningRate: 0.01), data: Dataset? = nil, on device: (any Device)? = nil
  ) throws {
    let data = try data ?? Samples.digits(150, test: 20)
    let schedule = try BatchSchedule(
      sampleCount: data.train.count, batchSize: batch, microBatchSize: micro, shards: shards, seed: seed, shuffles: true)
    session = try TrainingSession(
      ModelZoo.model(named: "mlp", imageShape: data.inputShape, classCount: data.classCount),
      on: device ?? Samples.device(), optimizer: optimizer,
      microBatchSizes: Trainer.microBatchSizes(schedule, evaluating: [data.test.count]), seed: seed,
      shards: schedule.shards)
    let trainer = Trainer(session: session, dataset: data, schedule: schedule, epochs: epochs, maximumSteps: steps)
    result = try trainer.run()
    hash = try session.parametersSHA256()
  }
}

enum Samples {
  static func device() throws -> any Device { try ReferenceBackend().open(device: 0, options: [:]) }

  /// The first images of digits: the reference need not take long.
  static func digits(_ train: Int? = nil, test: Int? = nil) throws -> Dataset {
    let all = try DatasetCatalog.load("digits", dataDirectory: nil)
    func first(_ part: LabelledImages, _ count: Int) throws -> LabelledImages {
      LabelledImages(
        imageShape: part.imageShape, pixels: try (0..<count).flatMap { try part.pixels(of: $0) },
        labels: Array(part.labels.prefix(count)), normalization: part.normalization)
    }
    let images = try #require(all.images)
    return Dataset(
      name: all.name, classNames: all.classNames, train: try first(images.train, train ?? images.train.count),
      test: try first(images.test, test ?? images.test.count))
  }

  /// A session of a small network.
  static func session(
    on device: (any Device)? = nil, microBatchSizes: Set<Int> = [4], seed: UInt64 = 1,
    optimizer: any Optimizer = Adam(learningRate: 0.01), shards: Shards = .one
  ) throws -> TrainingSession {
    let model = try Model(name: "small", inputShape: [1, 2, 3], classCount: 3) {
      Flatten()
      Linear(6, 5, name: "fc1")
      ReLU()
      Linear(5, 3, name: "fc2")
    }
    return try TrainingSession(
      model, on: device ?? self.device(), optimizer: optimizer, microBatchSizes: microBatchSizes, seed: seed,
      shards: shards)
  }
}

extension TrainingSession {
  func train(_ images: [Float], _ labels: [Int32], step: UInt64) throws {
    try images.withUnsafeBufferPointer { images in
      try labels.withUnsafeBufferPointer { labels in
        try train(
          images: images, labels: labels,
          Part(batchSize: labels.count, step: step, firstSample: 0))
      }
    }
  }

  func evaluate(_ images: [Float], _ labels: [Int32]) throws {
    try images.withUnsafeBufferPointer { images in
      try labels.withUnsafeBufferPointer { try evaluate(images: images, labels: $0, isFirst: true) }
    }
  }
}
