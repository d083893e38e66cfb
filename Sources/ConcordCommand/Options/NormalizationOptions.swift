import ArgumentParser
import Concord

/// Other constants to normalise the images by than the data set's own.
struct NormalizationOptions: ParsableArguments {
  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Means of pixels scaled to 0 … 1, one a channel with commas, or one for all. Default: the data set's.",
      valueName: "numbers"),
    transform: parseNumbers)
  var mean: String?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Their standard deviations. Default: the data set's.", valueName: "numbers"),
    transform: parseNumbers)
  var std: String?

  /// The data set, normalised as asked for.
  func resolve(_ settings: Settings, _ dataset: Dataset) throws -> Dataset {
    let flags = (mean: mean, std: std)
    let (mean, std) = (
      try Self.numbers(flags.mean ?? settings.mean, "--mean"), try Self.numbers(flags.std ?? settings.std, "--std")
    )
    var result = dataset
    if let mean {
      result = try FlagMistake.naming("--mean") { try result.normalized(mean: mean) }
    }
    if let std {
      result = try FlagMistake.naming("--std") { try result.normalized(standardDeviation: std) }
    }
    return result
  }

  private static func numbers(_ text: String?, _ flag: String) throws -> [Float]? {
    try text.map { text in try FlagMistake.naming(flag) { try numbers(text) } }
  }

  private static func parseNumbers(_ text: String) throws -> String {
    _ = try numbers(text)
    return text
  }

  private static func numbers(_ text: String) throws -> [Float] {
    try text.split(separator: ",", omittingEmptySubsequences: false).map { part in
      guard let number = Float(part), number.isFinite else {
        throw CommandError("it takes finite numbers with commas, such as 0.485,0.456,0.406, and '\(part)' is none")
      }
      return number
    }
  }
}
