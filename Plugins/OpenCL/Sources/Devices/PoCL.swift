import ConcordFiles

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// What PoCL is told before the first call of OpenCL.
///
/// By itself it keeps what it compiles in a folder that all processes share, without checksums: a damaged file ends the process or
/// gives other bits, processes that compile the same kernel at once disturb each other, and where it cannot write there it has no device.
/// So it gets an empty folder of this process alone, which goes with it: what lasts is in ``KernelCache``. Those binaries are
/// of kernels for any place in a grid; so it is told to run these, and not to compile each once more for its own place. Work-groups
/// have a fixed size in the source, so that costs no time.
enum PoCL {
  static let platformName = "Portable Computing Language"

  private static let outcome: (folder: ProcessFolder?, problems: [String]) = {
    let outcome = ProcessFolder.make(in: places(CacheFolder.environment, cache: KernelCache.standard().folder))
    if let folder = outcome.folder {
      setenv("POCL_CACHE_DIR", folder.path, 1)
      // Otherwise a program that ends takes files away that another one of the same binary needs.
      setenv("POCL_KERNEL_CACHE", "1", 1)
      setenv("POCL_WORK_GROUP_SPECIALIZATION", "0", 1)
      atexit { PoCL.outcome.folder?.remove() }
    }
    return outcome
  }()

  static func prepare() { _ = outcome }

  /// Why there is no folder for it; nil where there is one.
  static var problem: String? {
    guard outcome.folder == nil else { return nil }
    let problems = outcome.problems.joined(separator: "; ")
    return "it needs a folder in which files can be written and run, and there is none (\(problems)); name one with TMPDIR"
  }

  /// Where its folder may be, best first: where temporary files are, by the user's word or in memory, where no write waits for a disk;
  /// then where compiled kernels are.
  ///
  /// - Parameter memory: A folder of files in memory; nil: none.
  static func places(_ variable: (String) -> String?, cache: String?, memory: String? = roomyMemory) -> [String] {
    let chosen = variable("TMPDIR").flatMap { $0.hasPrefix("/") ? $0 : nil }
    return [chosen, memory, "/tmp", cache, "/var/tmp", "/dev/shm"].compactMap(\.self)
  }

  /// Where it has room for many times what a process writes, some megabytes: a container may have little.
  private static let roomyMemory: String? = {
    let folder = "/dev/shm"
    var status = statvfs()
    guard statvfs(folder, &status) == 0 else { return nil }
    let (bytes, isLarge) = UInt64(status.f_bavail).multipliedReportingOverflow(by: UInt64(status.f_frsize))
    return isLarge || bytes >= 256 << 20 ? folder : nil
  }()
}
