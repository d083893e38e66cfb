/// A file of parameters or a report that cannot be read or written.
public struct FileError: Error, Sendable, Equatable, CustomStringConvertible {
  public var path: String
  /// What happened, and what to do.
  public var problem: String

  public init(_ path: String, _ problem: String) {
    self.path = path
    self.problem = problem
  }

  public var description: String { "'\(path)': \(problem)" }
}
