import ArgumentParser
import Concord

/// Random changes of the training images.
struct AugmentationOptions: ParsableArguments {
  static let names = ["crop", "flip"]
  private static let defaultPadding = 4

  @Option(
    help: ArgumentHelp(
      "Change training images at random: \(names.joined(separator: ", ")), or both with a comma. Default: none.",
      valueName: "names"),
    transform: parseNames)
  var augment: String?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Pixels of zeros around an image before it is cropped. Default: \(defaultPadding).", valueName: "n"),
    transform: Limits.paddings.parse)
  var cropPadding: Int?

  func resolve(_ settings: Settings, imageShape: [Int]) throws -> Augmentation {
    let text = try FlagMistake.naming("--augment") { try Self.parseNames(augment ?? settings.augment ?? "none") }
    let chosen = text.split(separator: ",").map(String.init)
    let crops = chosen.contains("crop")
    if cropPadding != nil, !crops {
      throw CommandError("--crop-padding belongs to crops; add --augment crop, or leave it out")
    }
    return try FlagMistake.naming(cropPadding ?? settings.cropPadding == nil ? "--augment" : "--crop-padding") {
      try Augmentation(
        cropPadding: crops ? cropPadding ?? settings.cropPadding ?? Self.defaultPadding : 0, flip: chosen.contains("flip"),
        imageShape: imageShape)
    }
  }

  /// The text, where it is `none` or names that are known, with commas.
  private static func parseNames(_ text: String) throws -> String {
    let chosen = text == "none" ? [] : text.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    if let unknown = chosen.first(where: { !names.contains($0) }) {
      throw CommandError(
        "no augmentation is called '\(unknown)'; there are: \(names.joined(separator: ", ")), or none by itself")
    }
    return text
  }
}
