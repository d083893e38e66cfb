import Foundation

/// Tries a target's inputs in another process, begun again behind an input that ended it.
struct Supervisor {
  let target: FuzzTarget
  let count: Int
  let seed: UInt64
  let corpus: URL
  /// Where inputs that failed are kept.
  let failures: URL

  /// Enough to see what is wrong.
  private static let maximumFailures = 10

  /// The number of inputs that failed, each of which is told in a line, and of those that were taken for sound: where there are
  /// hardly any, little of the parser was tried.
  func run() throws -> (failed: Int, sound: Int) {
    // In memory where there is such a folder: a disk is asked to keep every input that takes another's place, which takes longer
    // than trying it.
    let memory = "/dev/shm"
    let base =
      FileManager.default.isWritableFile(atPath: memory) ? URL(fileURLWithPath: memory) : FileManager.default.temporaryDirectory
    let folder = base.appendingPathComponent("concord-fuzz-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let inputs = try Inputs(target, seed: seed, corpus: corpus)
    var (next, failed, sound) = (0, 0, 0)
    while next < count, failed < Self.maximumFailures {
      let (status, output) = try work(from: next, in: folder)
      for line in output.split(separator: "\n") {
        let parts = line.split(separator: "\t", maxSplits: 1)
        guard parts.count == 2, let number = Int(parts[0]) else { continue }
        failed += 1
        try report(number, String(parts[1]), inputs)
      }
      let at = (try? String(contentsOf: folder.appendingPathComponent("at"), encoding: .utf8))?.prefix { $0 != "\n" } ?? ""
      if at.hasPrefix("done ") {
        sound = Int(at.dropFirst(5)) ?? 0
        break
      }
      failed += 1
      guard let number = Int(at) else {
        print("\(target.name): a seed of the corpus, as it is: the process ended: \(status)")
        break
      }
      try report(number, "the process ended: \(status)", inputs)
      next = number + 1
    }
    return (failed, sound)
  }

  private func work(from first: Int, in folder: URL) throws -> (status: String, output: String) {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
    process.arguments = ["--worker", target.name, "\(first)", "\(count)", "\(seed)", corpus.path, folder.path]
    var environment = ProcessInfo.processInfo.environment
    // A second arena of the allocator reserves 64 MiB of addresses, which no input asked for.
    environment["MALLOC_ARENA_MAX"] = "1"
    environment["SWIFT_BACKTRACE"] = "enable=no"
    process.environment = environment
    let pipe = Pipe()
    process.standardOutput = pipe
    process.standardError = FileHandle.nullDevice
    try process.run()
    let output = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    let isSignal = process.terminationReason == .uncaughtSignal
    return ("\(isSignal ? "signal" : "status") \(process.terminationStatus)", output)
  }

  private func report(_ number: Int, _ problem: String, _ inputs: Inputs) throws {
    try FileManager.default.createDirectory(at: failures, withIntermediateDirectories: true)
    let file = failures.appendingPathComponent("\(target.name)-\(seed)-\(number)")
    try Data(inputs.bytes(number)).write(to: file)
    print("\(target.name): input \(number) of seed \(seed): \(problem); it is in \(file.path)")
  }
}
