import Concord
import Testing

@Suite("Prediction and ledger")
struct LedgerAgreementTests {
  /// Models that vary what the formulas look at: what follows a layer, and what learns before it.
  private static func models() throws -> [Model] {
    try [
      ModelZoo.model(named: "mlp", imageShape: [1, 8, 8], classCount: 10),
      Model(name: "linear", inputShape: [1, 3, 3], classCount: 4) {
        Flatten()
        Linear(9, 4)
      },
      Model(name: "deep", inputShape: [2, 3, 3], classCount: 3) {
        Flatten()
        ReLU()
        Linear(18, 7)
        Linear(7, 70)
        ReLU()
        ReLU()
        Linear(70, 3)
        ReLU()
      },
    ]
  }

  private static let optimizers: [any Optimizer] = [SGD(learningRate: 0.1), Adam(learningRate: 0.001)]

  private func session(
    _ model: Model, _ optimizer: any Optimizer, _ sizes: Set<Int>, on device: any Device
  ) throws -> TrainingSession {
    try TrainingSession(model, on: device, optimizer: optimizer, microBatchSizes: sizes, seed: 1)
  }

  private func anySession() throws -> TrainingSession {
    try session(Self.models()[0], Self.optimizers[1], [7], on: LimitedDevice())
  }

  @Test("every category, the padding and the peak are as predicted", arguments: [1, 7, 64], [0, 1])
  func exact(_ batch: Int, _ optimizer: Int) throws {
    for model in try Self.models() {
      let device = try LimitedDevice()
      let session = try session(model, Self.optimizers[optimizer], [batch], on: device)
      for row in session.memory.rows { #expect(row.difference == 0, "\(model.name): \(row.category)") }
      #expect(session.memory.predictedPadding == session.memory.allocatedPadding)
      #expect(session.memory.isExact)
      #expect(device.allocated.reduce(0, +) == session.prediction.total, "what the device itself was asked for")
    }
  }

  @Test("smaller micro-batches besides the largest take nothing more")
  func severalSizes() throws {
    let session = try session(Self.models()[0], Self.optimizers[1], [64, 30, 1], on: LimitedDevice())
    #expect(session.memory.isExact)
  }

  @Test("workspace that a device declares is predicted, allocated once, and its padding counted")
  func workspace() throws {
    let session = try session(Self.models()[0], Self.optimizers[1], [7], on: LimitedDevice(workspaceBytes: 1000))
    #expect(session.prediction[.workspace] == 1000)
    #expect(session.memory.isExact)
  }

  @Test("a small largest allocation splits arenas and changes no sum", arguments: [32_768, 33_280, 100_000])
  func split(_ limit: Int) throws {
    let device = try LimitedDevice(maximumAllocation: limit)
    let session = try session(Self.models()[0], Self.optimizers[1], [16], on: device)
    #expect(device.allocated.allSatisfy { $0 <= limit })
    #expect(session.memory.isExact)
  }

  @Test("a model that cannot fit into the largest allocation is refused before anything is allocated")
  func refused() throws {
    let device = try LimitedDevice(maximumAllocation: 32_767)
    let error = #expect(throws: BackendError.self) {
      try session(Self.models()[0], Self.optimizers[1], [1], on: device)
    }
    #expect(error?.code == .outOfMemory)
    #expect(error?.message.contains("fc1.weight") == true)
    #expect(device.allocated.isEmpty)
  }

  @Test("one extra allocation makes the comparison fail, in its category", arguments: MemoryCategory.allCases)
  func extra(_ category: MemoryCategory) throws {
    let session = try anySession()
    #expect(session.memory.isExact)
    let planted = try session.ledger.allocate(category, byteCount: 4)
    #expect(!session.memory.isExact)
    #expect(session.memory.rows.filter { $0.difference != 0 }.map(\.category) == [category])
    #expect(session.memory.rows.first { $0.category == category }?.difference == 4)
    withExtendedLifetime(planted) {}
  }

  @Test("an allocation that is given back at once still shows in the peak")
  func passing() throws {
    let session = try anySession()
    _ = try session.ledger.allocate(.workspace, byteCount: 256, padding: 256)
    #expect(session.memory.rows.allSatisfy { $0.difference == 0 })
    #expect(!session.memory.isExact)
  }

  @Test("the right bytes in the wrong category, or counted as padding, make the comparison fail")
  func wrongCategory() throws {
    let prediction = try anySession().prediction
    func ledger(_ change: (MemoryCategory) -> (MemoryCategory, Int)) throws -> (Ledger, [LedgerBuffer]) {
      let ledger = Ledger(device: try LimitedDevice())
      let buffers = try MemoryCategory.allCases.compactMap { category in
        let padding = prediction.padding[category] ?? 0
        guard prediction[category] > 0 else { return nil as LedgerBuffer? }
        let (booked, more) = change(category)
        return try ledger.allocate(booked, byteCount: prediction[category] + padding, padding: padding + more)
      }
      return (ledger, buffers)
    }
    let right = try ledger { ($0, 0) }
    #expect(MemoryComparison(prediction, right.0).isExact)
    let swapped = try ledger { ($0 == .batch ? .state : $0 == .state ? .batch : $0, 0) }
    #expect(!MemoryComparison(prediction, swapped.0).isExact)
    #expect(swapped.0.totalByteCount == right.0.totalByteCount)
    let padded = try ledger { ($0, $0 == .gradients ? 4 : 0) }
    #expect(!MemoryComparison(prediction, padded.0).isExact)
    withExtendedLifetime((right.1, swapped.1, padded.1)) {}
  }

  @Test("an arena that is counted twice makes the comparison fail, in its category")
  func doubleCount() throws {
    let session = try anySession()
    let arena = session.prediction[.gradients]
    let padding = session.prediction.padding[.gradients] ?? 0
    let again = try session.ledger.allocate(.gradients, byteCount: arena + padding, padding: padding)
    #expect(!session.memory.isExact)
    let row = try #require(session.memory.rows.first { $0.category == .gradients })
    #expect(row.allocated == 2 * row.predicted)
    #expect(session.memory.rows.filter { $0.difference != 0 }.map(\.category) == [.gradients])
    withExtendedLifetime(again) {}
  }

  @Test("a model that needs more than the limit is refused before anything is allocated; one byte more is enough")
  func limited() throws {
    let model = try Self.models()[0]
    let total = try anySession().prediction.total
    func make(_ limit: Int, on device: any Device) throws -> TrainingSession {
      try TrainingSession(
        model, on: device, optimizer: Self.optimizers[1], microBatchSizes: [7], seed: 1, memoryLimit: ByteCount(limit))
    }
    #expect(try make(total, on: LimitedDevice()).memory.isExact)
    let device = try LimitedDevice()
    let error = #expect(throws: BackendError.self) { try make(total - 1, on: device) }
    #expect(error?.code == .outOfMemory)
    #expect(error?.message.contains("memory limit") == true)
    #expect(device.allocated.isEmpty)
  }

  @Test("a buffer that is never given back stays in the ledger; all others leave it empty")
  func leak() throws {
    let ledger: Ledger
    var leaked: LedgerBuffer?
    do {
      let session = try anySession()
      ledger = session.ledger
      leaked = try ledger.allocate(.activations, byteCount: 512)
    }
    #expect(ledger.totalByteCount == 512)
    #expect(leaked?.byteCount == 512)
    leaked = nil
    #expect(ledger.totalByteCount == 0)
  }
}
