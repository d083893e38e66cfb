import ConcordData
import Testing

@Suite("Normalisation")
struct NormalizationTests {
  static let mnist = Normalization(mean: [0.1307], standardDeviation: [0.3081])

  @Test("black and white of MNIST are the values that torchvision's Normalize gives")
  func knownValues() {
    #expect(Self.mnist.value(0, channel: 0) == -0.42421296)
    #expect(Self.mnist.value(255, channel: 0) == 2.8214867)
  }

  /// Binary64 has more than twice the bits of binary32 and two more, so an operation rounded to binary64 and then to
  /// binary32 gives what a single rounding gives (Figueroa, "When is double rounding innocuous?", 1995).
  @Test("every byte becomes its division, subtraction and division, each rounded once")
  func eachOperationIsRoundedOnce() {
    let mean = Float(0.1307)
    let deviation = Float(0.3081)
    for byte in UInt8.min...UInt8.max {
      let scaled = Float(Double(byte) / 255)
      let centred = Float(Double(scaled) - Double(mean))
      #expect(Self.mnist.value(byte, channel: 0) == Float(Double(centred) / Double(deviation)))
    }
  }

  @Test("mean and standard deviation one half map a pixel to −1 … 1")
  func oneHalf() {
    let normalization = Normalization(mean: [0.5], standardDeviation: [0.5])
    #expect(normalization.value(0, channel: 0) == -1)
    #expect(normalization.value(255, channel: 0) == 1)
  }

  @Test("each channel has its own mean and standard deviation")
  func channels() {
    let normalization = Normalization(maximum: 1, mean: [0, 0.5], standardDeviation: [1, 0.25])
    #expect(normalization.value(1, channel: 0) == 1)
    #expect(normalization.value(1, channel: 1) == 2)
  }
}

@Suite("Normalising a data set by other constants")
struct OtherConstantsTests {
  private static let colour: Dataset = {
    let part = LabelledImages(
      imageShape: [3, 1, 2], pixels: [0, 255, 51, 102, 255, 0], labels: [0],
      normalization: Normalization(mean: [0.5, 0.5, 0.5], standardDeviation: [0.5, 0.5, 0.5]))
    return Dataset(name: "two pixels", classNames: ["one"], train: part, test: part)
  }()

  private static func first(_ dataset: Dataset) throws -> [Float] { try Batch(dataset.test, samples: [0]).input() }

  @Test("one number stands for all channels, several for one each; pixels and labels stay")
  func constants() throws {
    let plain = try Self.colour.normalized(mean: [0], standardDeviation: [1])
    #expect(try Self.first(plain) == [0, 1, 0.2, 0.4, 1, 0])
    let own = try Self.colour.normalized(mean: [0, 0, 1], standardDeviation: [1, 0.5, 0.25])
    #expect(try Self.first(own) == [0, 1, 0.4, 0.8, 0, -4])
    #expect(own.train.pixels == Self.colour.train.pixels)
  }

  @Test(
    "a wrong number of constants, one that is not finite, or a standard deviation of 0 is refused",
    arguments: [
      ([0, 0], [1]), ([0], [1, 1]), ([], [1]), ([0], [0]), ([0], [-1]), ([.nan], [1]), ([0], [.infinity]),
      // Finite themselves, but not the pixels that they would give.
      ([0], [.leastNonzeroMagnitude]), ([.greatestFiniteMagnitude], [0.5]),
    ]
      as [([Float], [Float])])
  func refusals(mean: [Float], standardDeviation: [Float]) {
    do throws(DataError) {
      _ = try Self.colour.normalized(mean: mean, standardDeviation: standardDeviation)
      Issue.record("nothing was thrown")
    } catch {
      #expect(error.code == .invalidNormalization)
    }
  }
}
