import ConcordFiles
import ConcordKit
import ConcordNN

/// `config.json` of a run: every setting as it was resolved, with where it came from; enough to go on without a flag.
package struct RunConfiguration: Sendable {
  /// A setting's value.
  package enum Value: Sendable, Equatable, Encodable, CustomStringConvertible {
    case text(String)
    case whole(Int)
    case seed(UInt64)
    case number(Double)
    case flag(Bool)

    package var description: String {
      switch self {
      case .text(let text): text
      case .whole(let number): "\(number)"
      case .seed(let number): "\(number)"
      case .number(let number): "\(number)"
      case .flag(let flag): "\(flag)"
      }
    }

    package func encode(to encoder: any Encoder) throws {
      var container = encoder.singleValueContainer()
      switch self {
      case .text(let text): try container.encode(text)
      case .whole(let number): try container.encode(number)
      case .seed(let number): try container.encode(number)
      case .number(let number): try container.encode(number)
      case .flag(let flag): try container.encode(flag)
      }
    }
  }

  package enum Origin: String, Sendable, Codable {
    case flag
    case environment
    case file = "config file"
    case standard = "default"
  }

  package struct Setting: Sendable, Encodable {
    package var value: Value
    package var origin: Origin

    package init(_ value: Value, _ origin: Origin) {
      self.value = value
      self.origin = origin
    }
  }

  /// The command that began the run.
  package var command: String
  /// By the names of their flags.
  package var settings: [String: Setting]
  /// Of the learning rate, in steps: it stays when a run goes on for more epochs.
  package var schedule: LearningRateSchedule

  package init(command: String, settings: [String: Setting], schedule: LearningRateSchedule) {
    self.command = command
    self.settings = settings
    self.schedule = schedule
  }

  private struct File: Encodable {
    var format: Int
    var concord: String
    var command: String
    var settings: [String: Setting]
    var schedule: LearningRateSchedule
  }

  private static let format = 1

  /// Whole or not at all.
  package func write(to path: String) throws {
    let file = File(
      format: Self.format, concord: ConcordVersion.text, command: command, settings: settings, schedule: schedule)
    try AtomicFile.write(try ReportEncoder.encode(file) + "\n", to: path)
  }

  /// A run's own settings, and where each came from.
  package struct Read: Sendable {
    package var command: String
    package var settings: Settings
    package var origins: [String: Origin]
    /// The values of all settings as people read them.
    package var texts: [String: String]
    package var schedule: LearningRateSchedule
  }

  private static func text(_ value: JSONValue) -> String? {
    switch value {
    case .string(let text): text
    case .number(let number): "\(number)"
    case .boolean(let flag): "\(flag)"
    default: nil
    }
  }

  /// More than any such file has.
  private static let maximumByteCount = 1 << 20

  package static func read(_ path: String) throws(FileError) -> Read { try read(contents(path), path) }

  /// What the file says.
  package static func contents(_ path: String) throws(FileError) -> [UInt8] {
    try RegularFile.contents(of: path, limit: maximumByteCount, what: "a run's config file")
  }

  /// - Parameter path: Where the bytes were read, for messages.
  package static func read(_ bytes: [UInt8], _ path: String) throws(FileError) -> Read {
    do throws(JSONError) {
      let file = try JSONObject.read(bytes, "a run's config file")
      let format = try file.require("format") { key throws(JSONError) in try file.integer(key) }
      guard format == Self.format else {
        throw JSONError("has the format \(format), and this concord reads \(Self.format); use the concord that wrote it")
      }
      let entries = try file.require("settings", file.object)
      var (values, origins): ([String: JSONValue], [String: Origin]) = ([:], [:])
      var texts: [String: String] = [:]
      for key in entries.members.keys {
        let entry = try entries.require(key, entries.object)
        values[key] = entry.members["value"]
        texts[key] = entry.members["value"].flatMap(Self.text)
        origins[key] = try entry.text("origin").flatMap(Origin.init)
      }
      return Read(
        command: try file.require("command", file.text), settings: try Settings(JSONObject(values)), origins: origins,
        texts: texts, schedule: try LearningRateSchedule(file.require("schedule", file.object)))
    } catch {
      throw FileError(path, "\(error); it was changed after the run wrote it, restore it")
    }
  }
}

extension LearningRateSchedule {
  /// As ``RunConfiguration`` and reports write it.
  fileprivate init(_ file: JSONObject) throws(JSONError) {
    let name = try file.require("decay", file.text)
    let steps = try file.integer("steps", as: UInt64.self)
    let plain: LearningRateSchedule
    switch (Decay(rawValue: name), steps) {
    case (.constant, _): plain = .constant
    case (.step, let steps?): plain = .step(every: steps, gamma: try file.require("gamma", file.number))
    case (.cosine, let steps?): plain = .cosine(over: steps)
    default: throw file.wrong("decay", "a decay that this concord knows, with its steps")
    }
    self = plain.warmedUp(
      over: try file.require("warmupSteps") { key throws(JSONError) in try file.integer(key, as: UInt64.self) })
  }
}
