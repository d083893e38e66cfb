import ConcordFiles

/// Why a data set, a file of one, or a request for batches of one cannot be had.
public struct DataError: Error, Sendable, Equatable {
  /// What kind of mistake it is.
  public enum Code: String, Sendable {
    /// No data set has that name.
    case unknownDataset = "unknown data set"
    /// A file or folder is not there.
    case notFound = "not found"
    /// The system refuses to read or write.
    case inaccessible = "inaccessible"
    /// A file's content breaks its format.
    case malformed = "malformed"
    /// The system has no memory for the images.
    case outOfMemory = "out of memory"
    /// No mirror gave the file.
    case downloadFailed = "download failed"
    /// The size of a batch or micro-batch is impossible.
    case invalidBatchSize = "invalid batch size"
    /// An augmentation that the images cannot have.
    case invalidAugmentation = "invalid augmentation"
    /// Means or standard deviations that the images cannot be normalised by.
    case invalidNormalization = "invalid normalisation"
  }

  /// What kind of mistake it is.
  public var code: Code
  /// What it is about: most often the path of a file.
  public var subject: String
  /// What should have been there.
  public var expected: String
  /// What was there instead.
  public var found: String
  /// What to do about it.
  public var remedy: String

  /// A mistake in `subject`, a file or a value by its name, and what its user can do.
  public init(_ code: Code, _ subject: String, expected: String, found: String, remedy: String) {
    self.code = code
    self.subject = subject
    self.expected = expected
    self.found = found
    self.remedy = remedy
  }
}

extension DataError: CustomStringConvertible {
  /// All of it on one line, whatever names and files hold.
  public var description: String {
    "\(subject.printable()): expected \(expected.printable()), found \(found.printable()); \(remedy.printable())"
  }
}
