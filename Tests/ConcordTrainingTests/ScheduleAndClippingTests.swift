import Concord
import Testing

@Suite("Schedules and clipping in a session")
struct ScheduleAndClippingTests {
  /// How far SGD moves all parameters of a small network together, at each of four steps on the same samples.
  private func distances(rate: Double, _ schedule: LearningRateSchedule = .constant, clipNorm: Double? = nil) throws -> [Double]
  {
    let model = try Model(name: "small", inputShape: [1, 2, 3], classCount: 3) {
      Flatten()
      Linear(6, 5, name: "fc1")
      ReLU()
      Linear(5, 3, name: "fc2")
    }
    let session = try TrainingSession(
      model, on: Samples.device(), optimizer: SGD(learningRate: rate), schedule: schedule, clipNorm: clipNorm,
      microBatchSizes: [4], seed: 1)
    func values() throws -> [Double] {
      try session.parameters.flatMap { try session.values(of: $0).map(Double.init) }
    }
    let images = (0..<24).map { Float($0 % 7) / 2 - 1 }
    return try (1...4 as ClosedRange<UInt64>).map { step in
      let before = try values()
      try session.train(images, [0, 1, 2, 0], step: step)
      return zip(try values(), before).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }.squareRoot()
    }
  }

  @Test("a clipped gradient moves the parameters by the rate times the norm that was asked for")
  func clipping() throws {
    let free = try distances(rate: 0.01)
    #expect(free.allSatisfy { $0 > 2 * 0.01 * 0.05 }, "the gradient's norm is above what it is clipped to")
    for distance in try distances(rate: 0.01, clipNorm: 0.05) { #expect(abs(distance / (0.01 * 0.05) - 1) < 1e-3) }
    #expect(try distances(rate: 0.01, clipNorm: 1000) == free)
  }

  @Test("each step takes the rate that its schedule says")
  func schedule() throws {
    let distances = try distances(rate: 0.01, .step(every: 1, gamma: 0.5).warmedUp(over: 2), clipNorm: 0.05)
    for (distance, factor) in zip(distances, [0.5, 1, 1, 0.5]) {
      #expect(abs(distance / (factor * 0.01 * 0.05) - 1) < 2e-3)
    }
    #expect(try self.distances(rate: 0.01, .cosine(over: 2))[2...].allSatisfy { $0 == 0 }, "and nothing after its end")
  }
}
