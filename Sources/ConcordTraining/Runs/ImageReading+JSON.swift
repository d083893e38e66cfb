import ConcordData
import ConcordFiles

extension ImageReading {
  /// As reports and checkpoints say it.
  init(_ file: JSONObject) throws(JSONError) {
    func choice<Choice: RawRepresentable & CaseIterable>(
      _ key: String, _ type: Choice.Type = Choice.self
    ) throws(JSONError) -> Choice? where Choice.RawValue == String {
      guard let text = try file.text(key) else { return nil }
      guard let choice = Choice(rawValue: text) else {
        throw file.wrong(key, "one of \(Choice.allCases.map(\.rawValue).joined(separator: ", "))")
      }
      return choice
    }
    var size: Size?
    if let sides = try file.integers("size") {
      guard sides.count == 2, let valid = try? Size(height: sides[0], width: sides[1]) else {
        throw file.wrong("size", "height and width of an image")
      }
      size = valid
    }
    var background: [UInt8]?
    if let colour = try file.integers("background") {
      guard colour.count == 3, colour.allSatisfy({ (0...255).contains($0) }) else {
        throw file.wrong("background", "red, green and blue from 0 to 255")
      }
      background = colour.map(UInt8.init)
    }
    self.init(
      colour: try choice("color"), size: size, fitting: try choice("resize") ?? .shortest,
      filter: try choice("filter") ?? .bilinear, background: background)
  }
}

extension DataFingerprint {
  init(_ file: JSONObject) throws(JSONError) {
    train = try file.require("train", file.text)
    test = try file.require("test", file.text)
    validation = try file.text("validation")
    all = try file.require("all", file.text)
  }
}
