import ConcordTestSupport
import Foundation
import Testing

private let hasOpenCL = (try? Concord("devices").output.contains("opencl:0")) == true

/// What PoCL needs of the disk. It is the OpenCL runtime that the tests choose; where another one is, this holds all the same.
@Suite("drivers and the disk", .enabled(if: hasOpenCL, "no OpenCL device is here"))
struct DriverFolderTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func train(_ environment: [String: String], backend: String = "opencl") throws -> (run: Concord, hash: Substring?) {
    let run = try Concord(
      "train", "--model", "mlp", "--dataset", "digits", "--steps", "1", "--batch-size", "16", "--backend", backend,
      environment: environment)
    #expect(run.status == 0, "\(run.errors)")
    return (run, run.output.split(separator: "\n").first { $0.hasPrefix("parameters SHA-256: ") })
  }

  @Test("where neither the home folder nor the driver's own cache can be written, the device is there all the same")
  func unwritable() throws {
    let nowhere = ["HOME": "/proc/nowhere", "POCL_CACHE_DIR": "/proc/nowhere", "XDG_CACHE_HOME": "/proc/nowhere"]
    let expected = try train([:], backend: "reference").hash
    #expect(expected != nil)
    #expect(try train(nowhere).hash == expected)
  }

  @Test("every kept file that is damaged, or is a pipe, is made again, and changes no bit")
  func damaged() throws {
    let caches = ["CONCORD_CACHE_DIR": folder.path("cache"), "TMPDIR": folder.path("temporary")]
    try FileManager.default.createDirectory(atPath: folder.path("temporary"), withIntermediateDirectories: false)
    let expected = try train(caches).hash
    #expect(expected != nil)
    let names = try FileManager.default.contentsOfDirectory(atPath: folder.path("cache"))
    #expect(names.count > 4)
    var seed: UInt32 = 7
    for (index, name) in names.enumerated() {
      let url = URL(fileURLWithPath: folder.path("cache/\(name)"))
      if index == 0 {
        try FileManager.default.removeItem(at: url)
        #expect(mkfifo(url.path, 0o600) == 0)
        continue
      }
      var bytes = try Data(contentsOf: url)
      seed = seed &* 1_664_525 &+ 1_013_904_223
      bytes[Int(seed) % bytes.count] ^= 1 << (seed % 8)
      try bytes.write(to: url)
    }
    let again = try train(caches)
    #expect(again.hash == expected)
    #expect(again.run.errors.contains("damaged"))
    let third = try train(caches)
    #expect(third.hash == expected)
    #expect(!third.run.errors.contains("damaged"), "they were kept again: \(third.run.errors)")
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path("temporary")).isEmpty, "nothing is left behind")
  }

  @Test("a cache that others may write is not used, and the remedy is said")
  func trust() throws {
    try FileManager.default.createDirectory(atPath: folder.path("open"), withIntermediateDirectories: false)
    chmod(folder.path("open"), 0o777)
    let run = try train(["CONCORD_CACHE_DIR": folder.path("open")]).run
    #expect(run.errors.contains("chmod go-w"), "\(run.errors)")
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path("open")).isEmpty)
  }

  @Test("a relative XDG_CACHE_HOME counts for nothing")
  func relative() throws {
    let run = try Concord(
      "devices", "--check", in: folder, environment: ["XDG_CACHE_HOME": "caches", "HOME": folder.path("home")])
    #expect(run.status == 0)
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.url.path) == ["home"])
    #expect(FileManager.default.fileExists(atPath: folder.path("home/.cache/concord")))
  }
}
