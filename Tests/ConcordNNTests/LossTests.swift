import ConcordNN
import Testing

@Suite("Losses")
struct LossTests {
  @Test("a loss is read from the text that it prints as")
  func text() {
    let losses: [Loss] = [
      .crossEntropy(), .crossEntropy(labelSmoothing: 0.1), .crossEntropy(labelSmoothing: 1e-20),
      .crossEntropy(labelSmoothing: 1),
      .meanSquaredError, .binaryCrossEntropy,
    ]
    for loss in losses { #expect(Loss("\(loss)") == loss) }
    #expect(Loss("cross-entropy, label smoothing 0.25") == .crossEntropy(labelSmoothing: 0.25))
    for text in [
      "", "hinge", "mse ", "cross-entropy, label smoothing ", "cross-entropy, label smoothing 2",
      "cross-entropy, label smoothing nan", "bce, label smoothing 0.1",
    ] { #expect(Loss(text) == nil, "\(text)") }
  }
}
