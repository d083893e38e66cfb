import ArgumentParser
import Concord

/// How much device memory may be asked for.
struct MemoryLimitOption: ParsableArguments {
  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Ask for no more device memory than this: 512MiB, 1.5GB, or bytes. Default: the device's.", valueName: "size"))
  var memoryLimit: String?

  func limit(_ settings: Settings) throws -> ByteCount? {
    try (memoryLimit ?? settings.memoryLimit?.text).map { try ByteCount(parsing: $0) }
  }
}
