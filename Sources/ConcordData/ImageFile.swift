/// One image of a file, as a model takes it.
public enum ImageFile {
  /// The numbers of a PNG or JPEG file: C × H × W, normalised.
  ///
  /// - Parameters:
  ///   - path: Where the picture lies.
  ///   - imageShape: [C, H, W] that the model takes: 1 channel for grey, 3 for colour.
  ///   - normalization: Of the images that it was trained on.
  ///   - reading: How these were made of pictures.
  /// - Throws: `malformed` for another size, for colour where grey is expected or the reverse, and for a file that is no image;
  ///   `invalidNormalization` where there is not one constant for each channel.
  public static func values(
    at path: String, imageShape: [Int], normalization: Normalization, reading: ImageReading = .asStored
  ) throws(DataError) -> [Float] {
    guard imageShape.count == 3, imageShape[0] == 1 || imageShape[0] == 3 else {
      throw DataError(
        .malformed, path, expected: "a model that takes images, [1 or 3, H, W]", found: "one that takes \(imageShape)",
        remedy: "give what the model takes as numbers")
    }
    guard normalization.mean.count == imageShape[0] else {
      throw DataError(
        .invalidNormalization, path, expected: "constants of \(imageShape[0]) channels", found: "\(normalization.mean.count)",
        remedy: "give the normalisation of the images that the model was trained on")
    }
    let found = reading.shape(of: try PictureFile.shape(at: path))
    guard found == imageShape else {
      throw DataError(
        .malformed, path, expected: "\(ReadImages.describe(imageShape)), as the model takes", found: ReadImages.describe(found),
        remedy: "convert the image to that size, and to grey or to colour")
    }
    let picture = try PictureFile.read(at: path, keepsAlpha: reading.background != nil)
    let pixels = reading.sized(try reading.coloured(picture, path)).planes
    let (table, plane) = (normalization.table, imageShape[1] * imageShape[2])
    return pixels.indices.map { table[$0 / plane * 256 + Int(pixels[$0])] }
  }
}

extension LabelledImages {
  /// An image of a file, normalised as these are: C × H × W.
  ///
  /// - Throws: Where it is not of their size and channels.
  public func image(at path: String) throws(DataError) -> [Float] {
    try ImageFile.values(at: path, imageShape: imageShape, normalization: normalization)
  }
}
