import ArgumentParser
import Concord

/// Random changes of the training images.
struct AugmentationOptions: ParsableArguments {
  static let names = ["crop", "flip"] + PictureChange.names
  private static let defaultPadding = 4

  @Option(
    help: ArgumentHelp(
      "Change training images at random: \(names.joined(separator: ", ")), several with commas, some with a number as in rotate:10. Default: none.",
      valueName: "names"),
    transform: parseNames)
  var augment: String?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Pixels of zeros around an image before it is cropped. Default: \(defaultPadding).", valueName: "n"),
    transform: Limits.paddings.parse)
  var cropPadding: Int?

  func resolve(_ settings: Settings, filter: ResampleFilter, imageShape: [Int]) throws -> Augmentation {
    let text = try FlagMistake.naming("--augment") { try Self.parseNames(augment ?? settings.augment ?? "none") }
    let chosen = text.split(separator: ",").map(String.init)
    let crops = chosen.contains("crop")
    if cropPadding != nil, !crops {
      throw CommandError("--crop-padding belongs to crops; add --augment crop, or leave it out")
    }
    return try FlagMistake.naming(cropPadding ?? settings.cropPadding == nil ? "--augment" : "--crop-padding") {
      try Augmentation(
        cropPadding: crops ? cropPadding ?? settings.cropPadding ?? Self.defaultPadding : 0, flip: chosen.contains("flip"),
        changes: chosen.filter { !["crop", "flip", "none"].contains($0) }.map(PictureChange.init), filter: filter,
        imageShape: imageShape)
    }
  }

  /// The text, where it is `none` or names that are known, with commas.
  private static func parseNames(_ text: String) throws -> String {
    let chosen = text == "none" ? [] : text.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    for name in chosen where !["crop", "flip"].contains(name) {
      guard names.contains(String(name.prefix { $0 != ":" })) else {
        throw CommandError(
          "no augmentation is called '\(name)'; there are: \(names.joined(separator: ", ")), or none by itself")
      }
      _ = try PictureChange(name)
    }
    return text
  }
}
