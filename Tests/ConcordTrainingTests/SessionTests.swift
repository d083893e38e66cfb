import Concord
import Testing

@Suite("Training sessions")
struct SessionTests {
  @Test("a micro-batch of another size is refused with the sizes that there are, and nothing changes", arguments: [3, 5, 2000])
  func unexpectedSize(_ count: Int) throws {
    let session = try Samples.session(microBatchSizes: [4, 2])
    try session.train([Float](repeating: 0.5, count: 24), [0, 1, 2, 0], step: 1)
    let (hash, loss) = (try session.parametersSHA256(), try session.lossTotal())
    let images = [Float](repeating: .nan, count: 6 * count)
    let labels = [Int32](repeating: 0, count: count)
    for attempt in [
      { try session.train(images, labels, step: 2) }, { try session.evaluate(images, labels) },
    ] {
      let error = #expect(throws: BackendError.self) { try attempt() }
      #expect(error?.code == .invalidArgument)
      #expect(error?.message == "this session was made for micro-batches of 2, 4 samples, and got one of \(count)")
    }
    #expect(try session.parametersSHA256() == hash)
    #expect(try session.lossTotal() == loss)
    let fresh = try Samples.session(microBatchSizes: [4, 2])
    for session in [session, fresh] { try session.train([Float](repeating: 0.5, count: 12), [0, 1], step: 1) }
    #expect(try session.lossTotal().isFinite, "the refused numbers reached no tensor that is used")
  }

  @Test("a loss that was asked for stays its step's, while later steps run")
  func pendingLoss() throws {
    let (waiting, running) = (try Samples.session(), try Samples.session())
    var losses: [Float] = []
    var pending: [PendingLoss] = []
    for step in 1...4 {
      for session in [waiting, running] {
        try session.train([Float](repeating: Float(step), count: 24), [0, 1, 2, 0], step: UInt64(step))
      }
      losses.append(try waiting.lossTotal())
      pending.append(try running.startLossTotal())
    }
    #expect(Set(losses).count == 4)
    #expect(try pending.map { try $0.total() } == losses)
  }

  /// SGD that declares its rate under one name and gives it under another.
  private struct Misspelt: Optimizer {
    let plain = SGD(learningRate: 0.1)
    var name: String { "misspelt" }
    var learningRate: Double { plain.learningRate }
    var hyperparameters: [String: Double] { [:] }
    var stateNames: [String] { [] }

    func appendUpdate(
      of parameters: Tensor, gradients: Tensor, state: [Tensor], to graph: inout Graph
    ) throws(GraphError) { try plain.appendUpdate(of: parameters, gradients: gradients, state: state, to: &graph) }

    func scalars(step: UInt64, learningRate: Double) -> [String: Float] { ["learning_rat": Float(learningRate)] }
  }

  @Test("a run scalar that an optimizer misspells is refused when the session is made, and does not become 0")
  func misspeltScalar() throws {
    let model = try Model(name: "m", inputShape: [1, 2, 3], classCount: 3) {
      Flatten()
      Linear(6, 3)
    }
    let device = try ReferenceBackend().open(device: 0, options: [:])
    let error = #expect(throws: BackendError.self) {
      try TrainingSession(model, on: device, optimizer: Misspelt(), microBatchSizes: [2], seed: 1)
    }
    #expect(error?.code == .invalidArgument)
    #expect(error?.message.contains("'learning_rate'") == true)
    #expect(error?.message.contains("gives learning_rat;") == true)
  }

  @Test("a session for no samples is refused")
  func noSize() {
    #expect(throws: BackendError.self) { try Samples.session(microBatchSizes: []) }
    #expect(throws: BackendError.self) { try Samples.session(microBatchSizes: [4, 0]) }
  }

  @Test("evaluation changes no parameter, and counts what is classified correctly")
  func evaluation() throws {
    let session = try Samples.session()
    let hash = try session.parametersSHA256()
    let names = session.parameters
    for parameter in names { try session.write([Float](repeating: 0, count: parameter.elementCount), to: parameter) }
    let bias = try #require(names.first { $0.name == "fc2.bias" })
    try session.write([0, 1, 0], to: bias)
    let changed = try session.parametersSHA256()
    #expect(changed != hash)
    try session.evaluate([Float](repeating: 1, count: 24), [1, 0, 1, 2])
    #expect(try session.correctCount() == 2)
    // Logits (0, 1, 0): log(e + 2) - 1 for the label 1, log(e + 2) for the others.
    #expect(abs(try session.lossTotal() - 4 * 1.5514447 + 2) < 1e-5)
    #expect(try session.parametersSHA256() == changed)
  }

  @Test("NaNs of any sign and payload hash alike")
  func canonicalNaN() throws {
    let session = try Samples.session()
    let bias = try #require(session.parameters.last)
    var hashes: Set<String> = []
    for pattern in [0x7fc0_0000, 0xffc0_0000, 0x7f80_0001, 0x7fff_ffff] as [UInt32] {
      try session.write([1, Float(bitPattern: pattern), 2], to: bias)
      hashes.insert(try session.parametersSHA256())
    }
    #expect(hashes.count == 1)
  }

  @Test("the hash is SHA-256 over the parameters' little-endian bytes in order")
  func hash() throws {
    let model = try Model(name: "m", inputShape: [1, 1, 1], classCount: 1) {
      Flatten()
      Linear(1, 1)
    }
    let session = try TrainingSession(
      model, on: Samples.device(), optimizer: SGD(learningRate: 1), microBatchSizes: [1], seed: 1)
    for parameter in session.parameters { try session.write([1], to: parameter) }
    // printf '\0\0\200\077\0\0\200\077' | sha256sum
    #expect(try session.parametersSHA256() == "80b8fd6d60fa85fd14a38b5295cb92abd80dfec5ca406c9f969609a79d36809d")
  }
}
