import ConcordKit
import Foundation

/// One call of an operation and what PyTorch gave for it.
struct OperationFixture: Sendable, CustomStringConvertible {
  let operation: String
  let record: Record
  private let number: Int

  /// A case as the file's header describes it.
  struct Record: Decodable, Sendable {
    var name: String
    var attributes: [String: Attribute]
    /// The values of the run scalars.
    var scalars: [Float]
    var inputs: Int
    var outputs: Int
    var relative: Double
    var floor: Double
  }

  /// An attribute with its kind: `{"integer": 2}`.
  struct Attribute: Decodable, Sendable {
    var integer: Int?
    var float: Float?
    var string: String?
    var boolean: Bool?

    var value: AttributeValue? {
      integer.map(AttributeValue.integer) ?? float.map(AttributeValue.float) ?? string.map(AttributeValue.string)
        ?? boolean.map(AttributeValue.boolean)
    }
  }

  /// Every case of every file.
  static func all() throws -> [OperationFixture] {
    let names = try FileManager.default.contentsOfDirectory(
      atPath: FixtureFile.folder.appendingPathComponent("Operations").path)
    return try names.sorted().flatMap { name in
      let metadata = try FixtureFile("Operations/\(name)").metadata
      guard let operation = metadata["operation"], let cases = metadata["cases"], name == "\(operation).safetensors" else {
        throw FixtureFile.Mistake(description: "\(name) does not hold the cases of one operation of that name")
      }
      return try JSONDecoder().decode([Record].self, from: Data(cases.utf8)).enumerated().map {
        OperationFixture(operation: operation, record: $1, number: $0)
      }
    }
  }

  var description: String { "\(operation): \(record.name)" }

  var attributes: Attributes { Attributes(record.attributes.compactMapValues(\.value)) }

  var agreement: Agreement { Agreement(relative: record.relative, floor: record.floor) }

  func inputs() throws -> [FixtureTensor] { try tensors("input", record.inputs) }

  func outputs() throws -> [FixtureTensor] { try tensors("output", record.outputs) }

  private func tensors(_ role: String, _ count: Int) throws -> [FixtureTensor] {
    let file = try FixtureFile("Operations/\(operation).safetensors")
    return try (0..<count).map { try file.tensor("\(number).\(role).\($0)") }
  }
}
