import ConcordTestSupport
import Foundation
import Testing

#if canImport(Glibc)
  import Glibc
#endif

/// Limits of the shell under which the process would hang or trap without a word.
@Suite("Tight limits")
struct SystemLimitTests {
  /// Runs it under a shell's limit.
  private func run(_ limit: String, as user: String = "") throws -> (status: Int32, errors: String) {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/bin/bash")
    let program = try #require(Concord.path)
    process.arguments = ["-c", "timeout 20 \(user) bash -c '\(limit) && exec \"\(program)\" devices --backend reference'"]
    let errors = Pipe()
    process.standardError = errors
    process.standardOutput = FileHandle.nullDevice
    try process.run()
    let text = String(decoding: errors.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    return (process.terminationStatus, text)
  }

  @Test("too little address space is one line that names the limit", arguments: [46, 50, 60, 76])
  func addressSpace(mebibytes: Int) throws {
    let (status, errors) = try run("ulimit -v \(mebibytes * 1024)")
    #expect(status == 1, "\(errors)")
    #expect(errors.split(separator: "\n").count == 1)
    #expect(errors.hasPrefix("Error: this process may have") && errors.contains("ulimit -v"), "\(errors)")
  }

  @Test("pictures with alpha take little more memory than their pixels")
  func pictures() throws {
    let folder = try TemporaryFolder()
    let picture = LargePicture(side: 2048).file
    for part in ["train", "test"] {
      let place = folder.url.appendingPathComponent("pictures/\(part)/all")
      try FileManager.default.createDirectory(at: place, withIntermediateDirectories: true)
      try picture.write(to: place.appendingPathComponent("one.png"))
    }
    // Both are 25 MB of pixels; what the program and its libraries take of the address space comes to 150 MiB.
    let shell = try Shell("ulimit -v 250000; $concord data show pictures/ | tail -1; exit ${PIPESTATUS[0]}", in: folder)
    #expect(shell.status == 0, "\(shell.output)")
    #expect(shell.output.hasPrefix("  all "), "\(shell.output)")
  }

  #if canImport(Glibc)
    @Test("too few threads are one line that names the limit", .enabled(if: geteuid() == 0, "needs a user of its own"))
    func threads() throws {
      guard FileManager.default.isExecutableFile(atPath: "/usr/bin/setpriv") else { return }
      for count in 1...3 {
        let (status, errors) = try run("ulimit -u \(count)", as: "setpriv --reuid \(64000 + count) --clear-groups")
        // The tests may lie where only their own user may look.
        if errors.contains("Permission denied") { return }
        #expect(status == 1)
        #expect(errors.hasPrefix("Error: the system gives this process \(count - 1) threads"), "\(count): \(errors)")
      }
    }
  #endif
}
