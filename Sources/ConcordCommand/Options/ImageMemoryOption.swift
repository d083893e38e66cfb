import ArgumentParser
import Concord

/// How many images stay in memory.
struct ImageMemoryOption: ParsableArguments {
  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Images of a data set up to this size stay in memory; those of a larger one are read each time they are needed. Default: 256MiB.",
      valueName: "size"),
    transform: { try ByteCount(parsing: $0) })
  var imageMemory: ByteCount?

  func bytes(_ settings: Settings) throws -> Int {
    let asked =
      try imageMemory
      ?? FlagMistake.naming("--image-memory") {
        try settings.imageMemory.map { try ByteCount(parsing: $0.text) }
      }
    return asked?.bytes ?? DatasetCatalog.standardImageMemory
  }
}
