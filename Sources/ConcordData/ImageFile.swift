/// One image of a file, as a model takes it.
public enum ImageFile {
  /// The numbers of a PNG file: C × H × W, normalised.
  ///
  /// - Parameters:
  ///   - path: Where the picture lies.
  ///   - imageShape: [C, H, W] that the model takes: 1 channel for grey, 3 for colour.
  ///   - normalization: Of the images that it was trained on.
  /// - Throws: `malformed` for another size, for colour where grey is expected or the reverse, and for a file that is no PNG;
  ///   `invalidNormalization` where there is not one constant for each channel.
  public static func values(
    at path: String, imageShape: [Int], normalization: Normalization
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
    let found = try PNGHeader.read(at: path).imageShape
    guard found == imageShape else {
      throw DataError(
        .malformed, path, expected: "\(PNG.describe(imageShape)), as the model takes", found: PNG.describe(found),
        remedy: "convert the image to that size, and to grey or to colour")
    }
    let pixels = try PNG.read(at: path, expecting: (imageShape, path))
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
