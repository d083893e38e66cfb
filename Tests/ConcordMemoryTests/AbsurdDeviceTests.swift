import Concord
import Testing

/// Numbers that a backend may give and no device has: none of them may end the process.
@Suite("Numbers that no device has")
struct AbsurdDeviceTests {
  private func info(_ bytes: Int?) -> DeviceInfo {
    DeviceInfo(
      kind: .other, name: "absurd", vendor: "", platform: "", driver: "", memoryBytes: bytes, maximumAllocationBytes: bytes,
      computeUnits: -1)
  }

  private func model() throws -> Model { try ModelZoo.model(named: "mlp", imageShape: [1, 8, 8], classCount: 10) }

  @Test(
    "memory is taken from 0 to 1 EiB, and budgets of it can be asked for", arguments: [Int.max, Int.max - 1, 1 << 62, -1, 0, 1])
  func memory(bytes: Int) throws {
    let info = info(bytes)
    #expect(info.memoryBytes == min(max(bytes, 0), 1 << 60))
    #expect(info.computeUnits == 0)
    for headroom in [0, 0.2, 0.999] {
      let budget = try #require(MemoryBudget.of(info, headroom: headroom))
      #expect(budget.total >= 0 && budget.total <= 1 << 60)
      let verdict = try Fit(budget, optimizer: SGD(learningRate: 0.1)).verdict(try model(), microBatches: [4], plan: .retain)
      #expect((verdict.obstacle == nil) == (bytes > 1))
    }
  }

  @Test(
    "a workspace that no device has is refused by session and fit, naming backend and operation",
    arguments: [Int.max - 255, 1 << 61])
  func workspace(bytes: Int) throws {
    let device = try LimitedDevice(workspaceBytes: bytes)
    let fit = Fit(MemoryBudget(total: 1 << 40, origin: "a test"), optimizer: SGD(learningRate: 0.1), on: device)
    for attempt in [
      { _ = try fit.verdict(try self.model(), microBatches: [4], plan: .retain) },
      {
        _ = try TrainingSession(
          try self.model(), on: device, optimizer: SGD(learningRate: 0.1), microBatchSizes: [4], seed: 1)
      },
    ] {
      let error = #expect(throws: BackendError.self) { try attempt() }
      #expect(error?.message.contains("declares a workspace of \(bytes) bytes for matmul") == true, "\(error?.message ?? "")")
    }
    #expect(device.allocated.isEmpty)
  }

  @Test("a prediction of the largest workspace saturates instead of wrapping around")
  func prediction() throws {
    let prediction = try MemoryModel.predict(
      StepDescription(model(), optimizer: Adam(learningRate: 0.1), microBatch: 4), workspace: Int.max)
    #expect(prediction.total == Int.max)
    #expect(prediction[.workspace] == Int.max)
  }
}
