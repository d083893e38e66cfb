/// How a data set is opened.
public struct DatasetOptions: Sendable, Hashable {
  /// Bytes of images, as they are after unpacking, that may stay in memory. Those of a larger data set are read from their files each
  /// time that they are needed, where these are not gzip.
  public var imageMemory: Int
  /// How images are made of pictures.
  public var reading: ImageReading
  /// Whether a picture that cannot be read is left out, after all are tried; it is an error otherwise.
  public var skipsBadFiles: Bool

  /// Options, of which each has the standard value where it is not given.
  public init(
    imageMemory: Int = DatasetCatalog.standardImageMemory, reading: ImageReading = .asStored, skipsBadFiles: Bool = false
  ) {
    (self.imageMemory, self.reading, self.skipsBadFiles) = (imageMemory, reading, skipsBadFiles)
  }
}
