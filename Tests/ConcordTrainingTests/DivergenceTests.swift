import Concord
import Testing

@Suite("A training that diverges")
struct DivergenceTests {
  private func message(_ rate: Double, steps: Int? = nil) throws -> String {
    try #require(
      #expect(throws: TrainingError.self) { try TrainingRun(steps: steps, optimizer: SGD(learningRate: rate)) }
    ).description
  }

  @Test("ends with one line that names the step and the remedy")
  func line() throws {
    let message = try message(1e30)
    #expect(message.hasPrefix("the loss of step 2 is "), "\(message)")
    #expect(message.contains("lower the learning rate (it is 1e+30)"))
    #expect(!message.contains("\n"))
  }

  @Test("also where only the last update spoilt the parameters, so that every step's own loss was finite")
  func lastUpdate() throws {
    #expect(try message(1e30, steps: 1).hasPrefix("the loss on the test images after step 1 is "))
  }
}
