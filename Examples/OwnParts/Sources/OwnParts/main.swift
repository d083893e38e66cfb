import Concord

// usage: OwnParts [BACKEND]      reference, opencl, opencl:nvidia, path/to/libYours.so

let backend = CommandLine.arguments.dropFirst().first ?? "reference"
let device = try BackendCatalog(builtIn: [ReferenceBackend()]).open(backend).device
let dataset = try DatasetCatalog.load("digits", dataDirectory: nil)
let model = try Model(name: "own-parts", inputShape: dataset.imageShape, classCount: dataset.classCount) {
  Flatten()
  Linear(64, 32)
  ReLU()
  Gated(width: 32, name: "gated")
  Linear(32, 10)
}
let schedule = try BatchSchedule(sampleCount: dataset.train.count, batchSize: 64, seed: 1, shuffles: true)
let session = try TrainingSession(
  model, on: device, optimizer: Adam(learningRate: 0.003),
  microBatchSizes: Trainer.microBatchSizes(schedule, of: dataset), seed: 1)
_ = try Trainer(session: session, dataset: dataset, schedule: schedule, epochs: 3).run { event in
  guard case .epoch(let number, _, let loss, let accuracy, _) = event else { return }
  print("epoch \(number): loss \(loss), accuracy \(accuracy)")
}
print(session.memory)
print("parameters SHA-256: \(try session.parametersSHA256())")
