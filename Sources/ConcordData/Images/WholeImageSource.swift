/// A source of images that were made of larger pictures, which are still there.
protocol WholeImageSource: ImageSource {
  /// In the colours of the images, before it was brought to their size.
  func wholePicture(of index: Int) throws -> Picture
}

extension ImageSource {
  /// All that there is of an image.
  func picture(of index: Int) throws -> Picture {
    if let source = self as? any WholeImageSource { return try source.wholePicture(of: index) }
    return try storedPicture(of: index)
  }

  /// The image itself.
  func storedPicture(of index: Int) throws -> Picture {
    var planes = [UInt8](repeating: 0, count: imageShape.reduce(1, *))
    try planes.withUnsafeMutableBufferPointer { try readPixels(of: index, into: $0) }
    return Picture(height: imageShape[1], width: imageShape[2], planes: planes)
  }
}
