import Concord
import ConcordTestSupport
import Testing

/// Models of `torch.nn`'s recurrent layers, attention and encoders. The folder that `CONCORD_SEQUENCES` names holds any number more of them.
@Suite("Sequences against PyTorch")
struct SequenceFixtureTests {
  private let device: any Device

  init() throws { device = try ReferenceBackend().open(device: 0, options: [:]) }

  @Test("there are models of every layer, with lengths and without", .enabled(if: SequenceFixture.more == nil))
  func count() throws {
    let models = try SequenceFixture.all.map { try $0.read() }
    let texts = models.compactMap { $0.file.metadata["model"] }
    for type in ["RNN", "LSTM", "GRU", "MultiHeadAttention", "TransformerEncoderLayer", "LayerNorm", "Embedding"] {
      #expect(texts.contains { $0.contains("\"type\": \"\(type)\"") }, "\(type)")
    }
    #expect(Set(models.map { $0.inputs["lengths"] == nil }) == [true, false])
  }

  @Test(
    "a state_dict of torch.nn's loads by name and gives PyTorch's outputs within 1e-6 of the largest, gradients within 1e-5",
    arguments: SequenceFixture.all)
  func start(_ fixture: SequenceFixture) throws {
    let content = try fixture.read()
    let session = try InferenceSession(content.model, parametersAt: fixture.statePath, size: SequenceFixture.batch, on: device)
    let output = try session.logits(inputs: content.inputs).values.first ?? []
    #expect(
      try Agreement(relative: 1e-6, floor: 1).firstDifference(output, content.file.tensor("output").doubles) == nil)
    let parameters = try Dictionary(uniqueKeysWithValues: session.parameters.map { ($0.name, try session.values(of: $0)) })
    let run = try ReferenceRun(content.model, count: SequenceFixture.batch)
    let inputs = try content.model.inputs.map { try #require(content.inputs[$0.name]) }
    let gradients = try run.gradients(parameters, inputs: inputs, labels: content.labels)
    for (parameter, gradient) in zip(run.training.parameters, gradients) {
      let expected = try content.file.tensor("gradient.\(parameter.name)")
      #expect(expected.shape == parameter.shape)
      #expect(Agreement(relative: 1e-5, floor: 1).firstDifference(gradient, expected.doubles) == nil, "\(parameter.name)")
    }
  }

  @Test("ten steps agree with PyTorch's float64 within 1e-5: losses, parameters and outputs", arguments: SequenceFixture.all)
  func steps(_ fixture: SequenceFixture) throws {
    let content = try fixture.read()
    let session = try TrainingSession(
      content.model, on: device, optimizer: content.optimizer, microBatchSizes: [SequenceFixture.batch], seed: 1)
    try session.load(from: fixture.statePath)
    let agreement = Agreement(relative: 1e-5, floor: 1)
    try content.train(session, micro: SequenceFixture.batch) { step in
      let loss = Double(try session.lossTotal()) / Double(content.labels.count)
      #expect(abs(loss - content.losses[step]) <= 1e-5 * content.losses[step], "step \(step + 1)")
    }
    for parameter in session.parameters {
      let expected = try content.file.tensor("trained.\(parameter.name)").doubles
      #expect(try agreement.firstDifference(session.values(of: parameter), expected) == nil, "\(parameter.name)")
    }
    let output =
      try InferenceSession(of: session, size: SequenceFixture.batch).logits(inputs: content.inputs).values.first ?? []
    #expect(try agreement.firstDifference(output, content.file.tensor("trained output").doubles) == nil)
    guard SequenceFixture.more != nil else { return }
    // The way back: `scripts/sequences-pytorch.py check`.
    try session.save(to: fixture.path("back"))
    try Safetensors([.init(name: "output", shape: [output.count], values: output)])
      .write(to: FileOutput(fixture.path("back-output")))
  }

  @Test(
    "they end in one hash on the reference and in OpenCL, in micro-batches of 1, 3 and 5, with the predicted memory",
    arguments: SequenceFixture.all)
  func oneHash(_ fixture: SequenceFixture) throws {
    let content = try fixture.read()
    let openCL = PluginFile.path(PluginFile.openCL).flatMap { try? BackendCatalog(builtIn: [], folders: []).open($0).device }
    // Whoever asks for more of them does so to see a runtime's bits.
    #expect(openCL != nil || SequenceFixture.more == nil)
    var hashes: Set<String> = []
    for device in [device, openCL].compactMap(\.self) {
      for micro in [1, 3, SequenceFixture.batch] {
        let session = try TrainingSession(
          content.model, on: device, optimizer: content.optimizer,
          microBatchSizes: Fit.Candidate.parts(of: SequenceFixture.batch, microBatch: micro), seed: 1)
        try session.load(from: fixture.statePath)
        try content.train(session, micro: micro)
        hashes.insert("\(try session.parametersSHA256()) \(try session.lossTotal().bitPattern)")
        #expect(session.memory.isExact, "\(device.info.name), micro-batches of \(micro): \(session.memory)")
      }
    }
    #expect(hashes.count == 1)
  }
}
