/// A file or folder that cannot be read or written, or whose content is not what it should be.
public struct FileError: Error, Sendable, Equatable, CustomStringConvertible {
  /// The file or folder that the error is about.
  public var path: String
  /// What happened, and what to do.
  public var problem: String

  /// `problem` says what happened to `path`, and what to do.
  public init(_ path: String, _ problem: String) {
    self.path = path
    self.problem = problem
  }

  /// On one line, whatever the path and the file held.
  public var description: String { "'\(path.printable())': \(problem.printable())" }
}
