import Concord
import ConcordTestSupport
import Testing

@Suite("Against an independent implementation")
struct IndependentTrainingTests {
  @Test("ten steps of Adam agree with a binary64 network written as loops, within 1e-5")
  func tenSteps() throws {
    let session = try Samples.session(microBatchSizes: [8])
    var network = ScalarNetwork(
      inputs: 6, hidden: 5, classes: 3, parameters: try session.parameters.map { try session.values(of: $0).map(Double.init) })
    let start = network.parameters
    var numbers = SeededNumbers(11)
    for step in 1...10 {
      let images = (0..<48).map { _ in Float.random(in: -2...2, using: &numbers) }
      let labels = (0..<8).map { _ in Int32.random(in: 0..<3, using: &numbers) }
      try session.train(images, labels, step: UInt64(step))
      let loss = network.train(images.map(Double.init), labels, rate: 0.01)
      #expect(abs(Double(try session.lossTotal()) / 8 - loss) <= 1e-5 * loss, "step \(step)")
    }
    for (index, parameter) in session.parameters.enumerated() {
      let values = try session.values(of: parameter).map(Double.init)
      let largest = network.parameters[index].map(abs).max() ?? 0
      for (value, expected) in zip(values, network.parameters[index]) {
        #expect(abs(value - expected) <= 1e-5 * largest, "\(parameter.name)")
      }
      let moved = zip(network.parameters[index], start[index]).map { abs($0 - $1) }.max() ?? 0
      #expect(moved > 0.03, "ten steps of about 0.01 each are a thousand times the tolerance")
    }
  }
}
