import ConcordFiles

/// The folder `checkpoints` of a run: `step-000000500.safetensors` and the like, of which `last` is the newest and `best` the one
/// that did best; both are links, so that nothing is written twice.
public struct CheckpointFolder: Sendable {
  /// Where the folder lies.
  public let path: String
  /// How many of the newest stay; the best stays besides.
  public let keeps: Int

  /// The name of the latest checkpoint.
  public static let last = "last"
  /// The name of the checkpoint with the best metric.
  public static let best = "best"
  private static let suffix = ".safetensors"
  private static let prefix = "step-"

  /// - Parameters:
  ///   - run: The run's folder.
  ///   - keeps: At least 1.
  public init(of run: String, keeps: Int = 3) {
    path = run + "/checkpoints"
    self.keeps = max(1, keeps)
  }

  /// Makes it where it is not there.
  public func make() throws(FileError) { try Folder.make(path) }

  /// The path of `last`, of `best`, or of a step.
  ///
  /// - Throws: Where there is none of that name.
  public func file(_ name: String) throws(FileError) -> String {
    let file = "\(path)/\(Int(name).map(Self.name) ?? name + Self.suffix)"
    guard (try? FileStatus(file)) != nil else {
      let steps = try self.steps().map(String.init).joined(separator: ", ")
      let known = steps.isEmpty ? "there is none yet" : "there are last, best where one was chosen, and the steps \(steps)"
      throw FileError(path, "holds no checkpoint '\(name.printable(limit: 60))'; \(known)")
    }
    return file
  }

  /// The steps of which there are checkpoints, in their order.
  public func steps() throws(FileError) -> [Int] {
    guard (try? FileStatus(path)) != nil else { return [] }
    return try Folder.names(path).compactMap(Self.step).sorted()
  }

  /// Writes one, and makes it the last; what is older than the newest `keeps` is removed.
  ///
  /// - Parameters:
  ///   - checkpoint: What is written.
  ///   - isBest: Whether it becomes the best too.
  public func write(_ checkpoint: Checkpoint, isBest: Bool = false) throws {
    let name = Self.name(checkpoint.step)
    try checkpoint.write(to: FileOutput("\(path)/\(name)"))
    try SymbolicLink.point("\(path)/\(Self.last)\(Self.suffix)", to: name)
    if isBest { try SymbolicLink.point("\(path)/\(Self.best)\(Self.suffix)", to: name) }
    try prune(after: checkpoint.step)
  }

  /// The newest that there is; nil where there is none. Files appear whole, so the newest can be read.
  public func newest() throws(FileError) -> Checkpoint? {
    guard let step = try steps().last else { return nil }
    return try Checkpoint(contentsOf: "\(path)/\(Self.name(step))")
  }

  private func prune(after newest: Int) throws(FileError) {
    let best = SymbolicLink.target("\(path)/\(Self.best)\(Self.suffix)").flatMap(Self.step)
    // Later ones than the newest would be of a training that did not go on from here.
    for step in try steps().filter({ $0 <= newest }).dropLast(keeps) where step != best {
      try Folder.remove(file: "\(path)/\(Self.name(step))")
    }
  }

  private static func name(_ step: Int) -> String {
    let digits = String(step)
    return prefix + String(repeating: "0", count: max(0, 9 - digits.count)) + digits + suffix
  }

  private static func step(_ name: String) -> Int? {
    guard name.hasPrefix(prefix), name.hasSuffix(suffix) else { return nil }
    let digits = name.dropFirst(prefix.count).dropLast(suffix.count)
    return digits.count >= 9 && digits.allSatisfy({ $0.isASCII && $0.isNumber }) ? Int(digits) : nil
  }
}
