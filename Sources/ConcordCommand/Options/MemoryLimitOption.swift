import ArgumentParser
import Concord

/// How much device memory may be asked for.
struct MemoryLimitOption: ParsableArguments {
  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Ask for no more device memory than this: 512MiB, 1.5GB, or bytes. Default: the device's.", valueName: "size"),
    transform: { try ByteCount(parsing: $0) })
  var memoryLimit: ByteCount?

  func limit(_ settings: Settings) throws -> ByteCount? { try Self.limit(flag: memoryLimit, settings) }

  static func limit(flag: ByteCount?, _ settings: Settings) throws -> ByteCount? {
    try flag ?? FlagMistake.naming("--memory-limit") { try settings.memoryLimit.map { try ByteCount(parsing: $0.text) } }
  }
}
