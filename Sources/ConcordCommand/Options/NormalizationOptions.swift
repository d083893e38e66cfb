import ArgumentParser
import Concord

/// Other constants to normalise the images by than the data set's own.
struct NormalizationOptions: ParsableArguments {
  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Means of pixels scaled to 0 … 1, one a channel with commas, or one for all. Default: the data set's.",
      valueName: "numbers"))
  var mean: String?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Their standard deviations. Default: the data set's.", valueName: "numbers"))
  var std: String?

  /// The data set, normalised as asked for.
  func resolve(_ settings: Settings, _ dataset: Dataset) throws -> Dataset {
    let (mean, std) = (try Self.numbers(mean ?? settings.mean, "mean"), try Self.numbers(std ?? settings.std, "std"))
    if mean == nil, std == nil { return dataset }
    return try dataset.normalized(
      mean: mean ?? dataset.normalization.mean, standardDeviation: std ?? dataset.normalization.standardDeviation)
  }

  private static func numbers(_ text: String?, _ flag: String) throws -> [Float]? {
    guard let text else { return nil }
    return try text.split(separator: ",", omittingEmptySubsequences: false).map { part in
      guard let number = Float(part) else {
        throw CommandError("--\(flag) takes numbers with commas, such as 0.485,0.456,0.406, and '\(part)' is none")
      }
      return number
    }
  }
}
