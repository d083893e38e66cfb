import Concord

/// How many images are on the device at a time: a number, or as many as fit.
enum MicroBatchChoice: Equatable, Sendable {
  case count(Int)
  case auto

  /// A flag's value, or one of the config file.
  init(parsing text: String) throws {
    if text == "auto" {
      self = .auto
    } else if let count = try? Limits.batches.parse(text) {
      self = .count(count)
    } else {
      throw CommandError("it must be auto, or a whole number between 1 and the batch size")
    }
  }

  /// The number; nil for as many as fit.
  var count: Int? { if case .count(let count) = self { count } else { nil } }

  /// The flag's, else the config file's.
  static func resolve(_ flag: MicroBatchChoice?, _ settings: Settings) throws -> MicroBatchChoice? {
    if let flag { return flag }
    guard let text = settings.microBatch?.text else { return nil }
    return try FlagMistake.naming("--micro-batch '\(text)'") { try MicroBatchChoice(parsing: text) }
  }
}
