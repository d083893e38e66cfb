/// Pictures, each read when it is asked for, in one size and one colour mode.
struct ReadImages: WholeImageSource {
  let pictures: any PictureSource
  let reading: ImageReading
  let imageShape: [Int]
  /// What set the shape, for messages: a path.
  let origin: String
  let labels: [Int32]

  init(_ pictures: any PictureSource, _ reading: ImageReading, imageShape: [Int], origin: String) {
    (self.pictures, self.reading, self.imageShape, self.origin) = (pictures, reading, imageShape, origin)
    labels = pictures.labels
  }

  func readPixels(of index: Int, into bytes: UnsafeMutableBufferPointer<UInt8>) throws {
    let picture = try reading.sized(self.picture(of: index))
    try Self.check(picture.shape, imageShape, pictures.origin(of: index), as: origin, reading)
    _ = bytes.update(fromContentsOf: picture.planes)
  }

  /// In its colours, before it is brought to a size.
  func wholePicture(of index: Int) throws -> Picture {
    let picture = try pictures.picture(index, keepsAlpha: reading.background != nil)
    return try reading.coloured(picture, pictures.origin(of: index))
  }

  /// - Throws: `malformed` for an image of another size, or in grey for colour or the reverse.
  static func check(
    _ found: [Int], _ expected: [Int], _ path: String, as origin: String, _ reading: ImageReading
  ) throws(DataError) {
    guard found != expected else { return }
    let flags = [
      reading.size == nil && found[1...] != expected[1...] ? "--size \(expected[1])x\(expected[2])" : nil,
      reading.colour == nil && found[0] != expected[0] ? "--color rgb or --color grey" : nil,
    ].compactMap { $0 }.joined(separator: " and ")
    throw DataError(
      .malformed, path, expected: "\(describe(expected)), as '\(origin)' has", found: describe(found),
      remedy: "bring all images to one size and to grey or colour with \(flags), or convert them")
  }

  static func describe(_ imageShape: [Int]) -> String {
    "\(imageShape[2]) × \(imageShape[1]) pixels in \(imageShape[0] == 1 ? "grey" : "colour")"
  }
}
