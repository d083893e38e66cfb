import ConcordNN
import Foundation
import Testing

@Suite("Learning rate schedules")
struct LearningRateScheduleTests {
  private func factors(_ schedule: LearningRateSchedule, _ count: UInt64) -> [Double] {
    (1...count).map { schedule.factor(step: $0) }
  }

  @Test("a constant rate stays")
  func constant() {
    #expect(factors(.constant, 5) == [1, 1, 1, 1, 1])
    #expect(LearningRateSchedule.constant.factor(step: .max) == 1)
  }

  @Test("steps multiply by gamma after each whole period")
  func steps() {
    #expect(factors(.step(every: 3, gamma: 0.5), 8) == [1, 1, 1, 0.5, 0.5, 0.5, 0.25, 0.25])
    #expect(factors(.step(every: 1, gamma: 0.1), 3) == [1, 0.1, 0.1 * 0.1])
  }

  @Test("the cosine begins at 1 and is at half its way at 1/2; after its length the rate is 0")
  func cosine() {
    let factors = factors(.cosine(over: 4), 6)
    for (factor, passed) in zip(factors, [0, 1, 2, 3, 4, 4] as [Double]) {
      #expect(abs(factor - 0.5 * (1 + Foundation.cos(Double.pi * passed / 4))) < 1e-15)
    }
    #expect(factors[0] == 1 && factors[4] == 0 && factors[5] == 0)
  }

  @Test(
    "a warm-up rises evenly to the whole rate, and then the schedule begins", arguments: LearningRateSchedule.Decay.allCases)
  func warmup(_ decay: LearningRateSchedule.Decay) {
    let schedule: LearningRateSchedule =
      switch decay {
      case .constant: .constant
      case .step: .step(every: 2, gamma: 0.5)
      case .cosine: .cosine(over: 7)
      }
    let warmed = schedule.warmedUp(over: 4)
    #expect(factors(warmed, 4) == [0.25, 0.5, 0.75, 1])
    #expect(Array(factors(warmed, 12).dropFirst(4)) == factors(schedule, 8))
  }

  @Test("rates scale with the batch, or not")
  func scaling() {
    #expect(LearningRateScaling.linear.apply(to: 0.1, batchSize: 1024, baseBatch: 256) == 0.4)
    #expect(LearningRateScaling.linear.apply(to: 0.1, batchSize: 64, baseBatch: 256) == 0.025)
    #expect(LearningRateScaling.none.apply(to: 0.1, batchSize: 64, baseBatch: 256) == 0.1)
  }

  @Test("a schedule says what it is, in words and in JSON")
  func description() throws {
    let schedule = LearningRateSchedule.step(every: 30, gamma: 0.1).warmedUp(over: 5)
    #expect(schedule.description == "× 0.1 every 30 steps after a warm-up of 5 steps")
    #expect(LearningRateSchedule.cosine(over: 9).description == "cosine over 9 steps")
    #expect(LearningRateSchedule.constant.description == "constant")
    let data = try JSONEncoder().encode(schedule)
    let object = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
    #expect(object["decay"] as? String == "step")
    #expect(object["steps"] as? Int == 30)
    #expect(object["gamma"] as? Double == 0.1)
    #expect(object["warmupSteps"] as? Int == 5)
    #expect(try JSONDecoder().decode(LearningRateSchedule.self, from: data) == schedule)
  }
}
