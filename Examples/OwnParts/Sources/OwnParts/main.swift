import Concord

// usage: OwnParts [BACKEND [PICTURE]]      reference, opencl, opencl:nvidia, path/to/libYours.so; a PNG file of 8 x 8 grey pixels

let words = CommandLine.arguments.dropFirst() + ["reference", "standing.png"].dropFirst(CommandLine.arguments.count - 1)
let (backend, picture) = (words[1], words[2])
let device = try BackendCatalog(builtIn: [ReferenceBackend()]).open(backend).device

let bars = Dataset(
  name: "bars", classNames: Bars.classNames, train: Bars(first: 0, count: 960), test: Bars(first: 960, count: 240))
let model = try Model(name: "own-parts", inputShape: bars.inputShape, classCount: bars.classCount) {
  Flatten()
  Linear(64, 16)
  ReLU()
  Gated(width: 16, name: "gated")
  Linear(16, 3)
}
let schedule = try BatchSchedule(sampleCount: bars.train.count, batchSize: 32, seed: 1, shuffles: true)
let session = try TrainingSession(
  model, on: device, optimizer: Adam(learningRate: 0.003), loss: Brier(),
  microBatchSizes: Trainer.microBatchSizes(schedule, of: bars), seed: 1)

// As many epochs as it takes, and a hundred at most.
let trainer = Trainer(session: session, dataset: bars, schedule: schedule, epochs: 100)
let accuracy = try trainer.run { event in
  guard case .epoch(let number, _, let loss, let accuracy, _) = event else { return .goOn }
  print("epoch \(number): loss \(loss), accuracy \(accuracy)")
  return accuracy > 0.99 ? .finish : .goOn
}.accuracy
print("accuracy \(accuracy), parameters SHA-256 \(try session.parametersSHA256())")

let margin = try session.evaluate(bars.test, metrics: [SmallestMargin()]).metrics[0]
print("\(margin.name) \(margin.value)")

let image = try ImageFile.values(
  at: picture, imageShape: bars.inputShape, normalization: Normalization(mean: [0], standardDeviation: [1]))
let inference = try InferenceSession(of: session, size: 1)
for (name, probability) in zip(Bars.classNames, try inference.probabilities(images: image)) {
  print("\(picture): \(name) \(probability)")
}

for row in session.memory.rows {
  print("  \(row.category): predicted \(row.predicted) bytes, allocated \(row.allocated), difference \(row.difference)")
}
print(
  "memory: difference \(session.memory.peak - session.memory.predictedTotal), of inference \(inference.memory.peak - inference.memory.predictedTotal)"
)
