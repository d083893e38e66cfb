import ArgumentParser
import Concord

/// How pictures of files become images of one size and one colour mode.
struct ImageOptions: ParsableArguments {
  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Bring all images to a size: 224, or 192x256 for height and width. Default: as they are.", valueName: "size"),
    transform: parseSize)
  var size: String?

  @Option(
    help: ArgumentHelp(
      "How images of other proportions come to the size: \(NamedChoice.fitting.list). Default: shortest, and the middle of it.",
      valueName: "name"),
    transform: NamedChoice.fitting.parse)
  var resize: String?

  @Option(
    help: ArgumentHelp("How pixels are resampled: \(NamedChoice.filter.list). Default: bilinear.", valueName: "name"),
    transform: NamedChoice.filter.parse)
  var filter: String?

  @Option(
    help: ArgumentHelp("Bring all images to colours: \(NamedChoice.colour.list). Default: as they are.", valueName: "name"),
    transform: NamedChoice.colour.parse)
  var color: String?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "What shows through where images are transparent, and around padded ones: red,green,blue, each 0 to 255.",
      valueName: "colour"),
    transform: parseBackground)
  var background: String?

  @Flag(help: "Leave out image files that cannot be read, and say how many.")
  var skipBadFiles = false

  func reading(_ settings: Settings) throws -> ImageReading {
    let (size, background) = (self.size ?? settings.size?.text, self.background ?? settings.background)
    let reading = ImageReading(
      colour: try Self.choice(color ?? settings.color, "--color", NamedChoice.colour),
      size: try size.map { text in try FlagMistake.naming("--size") { try Self.size(text) } },
      fitting: try Self.choice(resize ?? settings.resize, "--resize", NamedChoice.fitting) ?? .shortest,
      filter: try Self.choice(filter ?? settings.filter, "--filter", NamedChoice.filter) ?? .bilinear,
      background: try background.map { text in try FlagMistake.naming("--background") { try Self.background(text) } })
    let idle = [("--resize", resize ?? settings.resize), ("--filter", filter ?? settings.filter)].first { $0.1 != nil }
    if reading.size == nil, let flag = idle?.0 {
      throw CommandError("\(flag) says how images come to a size, and there is none; give --size too, or leave it out")
    }
    return reading
  }

  func options(_ settings: Settings, imageMemory: Int = DatasetCatalog.standardImageMemory) throws -> DatasetOptions {
    DatasetOptions(
      imageMemory: imageMemory, reading: try reading(settings), skipsBadFiles: skipBadFiles || settings.skipBadFiles ?? false)
  }

  private static func choice<Choice: RawRepresentable>(
    _ text: String?, _ flag: String, _ names: NamedChoice
  ) throws -> Choice? where Choice.RawValue == String {
    try text.flatMap { text in try FlagMistake.naming(flag) { Choice(rawValue: try names.parse(text)) } }
  }

  private static func size(_ text: String) throws -> ImageReading.Size {
    let sides = text.split(separator: "x", omittingEmptySubsequences: false).map { Int($0) }
    guard sides.count == 1 || sides.count == 2, let height = sides[0], let width = sides[sides.count - 1] else {
      throw CommandError("it takes a number of pixels, such as 224, or height and width, such as 192x256")
    }
    return try ImageReading.Size(height: height, width: width)
  }

  private static func background(_ text: String) throws -> [UInt8] {
    let colour = text.split(separator: ",", omittingEmptySubsequences: false).map { UInt8($0) }
    guard colour.count == 3, let red = colour[0], let green = colour[1], let blue = colour[2] else {
      throw CommandError("it takes red, green and blue from 0 to 255 with commas, such as 255,255,255")
    }
    return [red, green, blue]
  }

  @Sendable private static func parseSize(_ text: String) throws -> String {
    _ = try size(text)
    return text
  }

  @Sendable private static func parseBackground(_ text: String) throws -> String {
    _ = try background(text)
    return text
  }
}
