import Testing

@testable import ConcordData

@Suite("one image of a file")
struct ImageFileTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func file(_ picture: PNGPicture) throws -> String {
    var random = SystemRandomNumberGenerator()
    return try folder.write(picture.file(&random), to: "image.png")
  }

  private static func picture(colour: Bool) -> PNGPicture {
    let count = 6 * (colour ? 3 : 1)
    return PNGPicture(
      width: 3, height: 2, colourType: colour ? 2 : 0, bitDepth: 8, samples: (0..<count).map { $0 * 37 % 256 })
  }

  private static func constants(_ channels: Int) -> Normalization {
    Normalization(mean: (0..<channels).map { 0.25 * Float($0) }, standardDeviation: (0..<channels).map { 0.5 + Float($0) })
  }

  @Test("is channel after channel, each pixel normalised by its channel's constants", arguments: [false, true])
  func values(colour: Bool) throws {
    let picture = Self.picture(colour: colour)
    let channels = colour ? 3 : 1
    let values = try ImageFile.values(
      at: file(picture), imageShape: [channels, 2, 3], normalization: Self.constants(channels))
    var expected: [Float] = []
    for channel in 0..<channels {
      let (mean, deviation) = (0.25 * Float(channel), 0.5 + Float(channel))
      for pixel in 0..<6 {
        let scaled = Float(picture.samples[pixel * channels + channel]) / 255
        expected.append((scaled - mean) / deviation)
      }
    }
    #expect(values == expected)
  }

  @Test("of another size, in grey for colour or the reverse, is refused with what both have")
  func shapes() throws {
    let path = try file(Self.picture(colour: true))
    for (shape, expected) in [([3, 3, 2], "2 × 3 pixels in colour"), ([1, 2, 3], "3 × 2 pixels in grey")] {
      let error = #expect(throws: DataError.self) {
        try ImageFile.values(at: path, imageShape: shape, normalization: Self.constants(shape[0]))
      }
      #expect(error?.code == .malformed)
      #expect(error?.expected == "\(expected), as the model takes")
      #expect(error?.found == "3 × 2 pixels in colour")
    }
  }

  @Test("needs constants for each channel, a model that takes images, and a file that is there")
  func refusals() throws {
    let path = try file(Self.picture(colour: true))
    let constants = #expect(throws: DataError.self) {
      try ImageFile.values(at: path, imageShape: [3, 2, 3], normalization: Self.constants(1))
    }
    #expect(constants?.code == .invalidNormalization)
    #expect(throws: DataError.self) {
      try ImageFile.values(at: path, imageShape: [18], normalization: Self.constants(1))
    }
    let missing = #expect(throws: DataError.self) {
      try ImageFile.values(at: path + "x", imageShape: [3, 2, 3], normalization: Self.constants(3))
    }
    #expect(missing?.code == .notFound)
  }
}
