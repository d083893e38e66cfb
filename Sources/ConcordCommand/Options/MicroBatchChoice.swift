import ArgumentParser
import Concord

/// How many images are on the device at a time: a number, or as many as fit.
enum MicroBatchChoice: ExpressibleByArgument, Equatable {
  case count(Int)
  case auto

  init?(argument: String) {
    if argument == "auto" {
      self = .auto
    } else if let count = Int(argument) {
      self = .count(count)
    } else {
      return nil
    }
  }

  /// The number; nil for as many as fit.
  var count: Int? { if case .count(let count) = self { count } else { nil } }

  /// The flag's, else the config file's.
  static func resolve(_ flag: MicroBatchChoice?, _ settings: Settings) throws -> MicroBatchChoice? {
    if let flag { return flag }
    guard let text = settings.microBatch?.text else { return nil }
    guard let choice = MicroBatchChoice(argument: text) else {
      throw CommandError("the config file's micro-batch '\(text)' is neither a whole number nor auto")
    }
    return choice
  }
}
