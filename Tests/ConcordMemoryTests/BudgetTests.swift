import Concord
import Testing

/// What a device says of itself is any number.
@Suite("Budgets")
struct BudgetTests {
  private static func device(memory: Int?) -> DeviceInfo {
    var info = DeviceInfo(
      kind: .gpu, name: "d", vendor: "", platform: "", driver: "", memoryBytes: nil, maximumAllocationBytes: nil,
      computeUnits: 1)
    // Not through the initialiser, which takes less than such numbers for the most.
    (info.memoryBytes, info.maximumAllocationBytes) = (memory, .max)
    return info
  }

  @Test("what is left of a device is the share of its memory, and of the largest number no more than that number")
  func shares() {
    #expect(MemoryBudget.of(Self.device(memory: 1000), headroom: 0.25)?.total == 750)
    #expect(MemoryBudget.of(Self.device(memory: .max))?.total == .max)
    #expect(MemoryBudget.of(Self.device(memory: .max), headroom: 1e-300)?.total == .max)
    #expect(MemoryBudget.of(Self.device(memory: .max), headroom: 0.5)?.total == 1 << 62)
    #expect(MemoryBudget.of(Self.device(memory: 0), headroom: 0.5)?.total == 0)
    #expect(MemoryBudget.of(Self.device(memory: nil)) == nil)
    #expect(MemoryBudget.of(Self.device(memory: .max), limit: ByteCount(7))?.total == 7)
  }

  @Test("a workspace of the largest number is more than any budget, not a trap")
  func workspace() throws {
    let model = try ModelZoo.model(named: "mlp", imageShape: [1, 4, 4], classCount: 2)
    for workspace in [Int.max, Int.max - 1, 1 << 62] {
      let prediction = try MemoryModel.predict(
        StepDescription(model, optimizer: Adam(learningRate: 0), plan: .retain, microBatch: 3), workspace: workspace)
      #expect(prediction.total >= workspace)
      #expect(prediction[.workspace] == workspace)
    }
    var sum = MemoryPrediction()
    for _ in 0..<3 { sum.add(.workspace, .max) }
    #expect(sum.total == .max)
    #expect(sum[.workspace] == .max)
  }
}
