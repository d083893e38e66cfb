import ConcordData
import ConcordDigest
import Testing

@Suite("digits")
struct DigitsTests {
  let digits: Dataset

  init() throws { digits = try DatasetCatalog.load("digits", dataDirectory: nil) }

  @Test("1,438 images of 8 × 8 pixels are for training and 359 for test")
  func counts() {
    #expect(digits.inputShape == [1, 8, 8])
    #expect(digits.classCount == 10)
    #expect(digits.train.count == 1438)
    #expect(digits.test.count == 359)
    #expect(digits.train.pixels.count == 1438 * 64)
  }

  @Test("each digit is there as often as the description of the UCI data set says")
  func classes() {
    var counts = [Int](repeating: 0, count: 10)
    for label in digits.train.labels + digits.test.labels { counts[Int(label)] += 1 }
    #expect(counts == [178, 182, 177, 183, 181, 182, 181, 179, 174, 180])
  }

  /// The first image of the set as scikit-learn's documentation prints it.
  @Test("the first image for training is the zero that everyone knows")
  func firstImage() {
    #expect(digits.train.labels[0] == 0)
    #expect(
      digits.train.pixels[..<64] == [
        0, 0, 5, 13, 9, 1, 0, 0,
        0, 0, 13, 15, 10, 15, 5, 0,
        0, 3, 15, 2, 0, 11, 8, 0,
        0, 4, 12, 0, 0, 8, 8, 0,
        0, 5, 8, 0, 0, 9, 8, 0,
        0, 4, 11, 0, 1, 12, 7, 0,
        0, 2, 14, 5, 10, 12, 0, 0,
        0, 0, 6, 13, 10, 0, 0, 0,
      ])
  }

  @Test("the fifth image and every fifth after it are for test")
  func parts() {
    // The set opens with the digits 0 to 9, twice.
    #expect(digits.train.labels[..<16] == [0, 1, 2, 3, 5, 6, 7, 8, 0, 1, 2, 3, 5, 6, 7, 8])
    #expect(digits.test.labels[..<4] == [4, 9, 4, 9])
  }

  @Test("mean and standard deviation are those of the training part")
  func normalization() throws {
    let normalization = try #require(digits.normalization)
    let pixels = digits.train.pixels.map { Double($0) / 16 }
    let mean = pixels.reduce(0, +) / Double(pixels.count)
    let variance = pixels.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(pixels.count)
    #expect(abs(mean - Double(normalization.mean[0])) < 0.000_05)
    #expect(abs(variance.squareRoot() - Double(normalization.standardDeviation[0])) < 0.000_05)
    #expect(normalization.maximum == 16)
    #expect(digits.train.pixels.max() == 16)
  }
}
