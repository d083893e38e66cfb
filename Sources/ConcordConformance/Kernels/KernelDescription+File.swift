import ConcordFiles
import ConcordKit

extension KernelDescription {
  private static let keys = [
    "operation", "attributes", "source", "entry", "options", "inputs", "outputs", "arguments", "global", "local", "dimensions",
    "requires", "values", "ulp", "time",
  ]

  private static let largestFile = 1 << 20

  /// Reads a description and the source that it names, relative to its folder.
  ///
  /// - Throws: What is wrong with which member of which file.
  package init(contentsOf path: String) throws(FileError) {
    let bytes = try RegularFile.contents(of: path, limit: Self.largestFile, what: "a kernel's description")
    let file: JSONObject
    let source: String
    do throws(JSONError) {
      file = try JSONObject.read(bytes, "a kernel's description")
      if let unknown = file.members.keys.sorted().first(where: { !Self.keys.contains($0) }) {
        throw JSONError(
          "has an unknown member '\(unknown.printable(limit: 60))'; there are: \(Self.keys.joined(separator: ", "))")
      }
      source = try file.require("source", file.text)
    } catch {
      throw FileError(path, "\(error); see docs/own-kernels.md")
    }
    let folder = path.lastIndex(of: "/").map { String(path[...$0]) } ?? ""
    let sourcePath = source.hasPrefix("/") ? source : folder + source
    let text = try Self.text(of: sourcePath)
    do throws(JSONError) {
      try self.init(file, path: path, sourcePath: sourcePath, source: text)
      try check()
    } catch {
      throw FileError(path, "\(error); see docs/own-kernels.md")
    }
  }

  private static func text(of path: String) throws(FileError) -> String {
    let bytes = try RegularFile.contents(of: path, limit: largestFile, what: "a kernel's source")
    guard !bytes.contains(0), let text = String(validating: bytes, as: UTF8.self) else {
      throw FileError(path, "is no text in UTF-8; a kernel's source is OpenCL C")
    }
    return text
  }

  private init(_ file: JSONObject, path: String, sourcePath: String, source: String) throws(JSONError) {
    self.path = path
    self.sourcePath = sourcePath
    self.source = source
    entry = try file.require("entry", file.text)
    buildOptions = try file.text("options") ?? ""
    for (name, text) in [("entry", entry), ("options", buildOptions)] where text.utf8.contains(0) || text.utf8.count > 10_000 {
      throw JSONError("the value of '\(name)' holds a character 0, or more than 10,000 of them")
    }
    let name = try file.require("operation", file.text)
    guard let operation = Vocabulary.definitions.first(where: { $0.name == name }) else {
      throw JSONError("no operation is called '\(name.printable(limit: 60))'; `concord op --help` lists all")
    }
    self.operation = operation
    (attributes, anyAttributes) = try Self.attributes(file)
    inputs = try Self.list(file, "inputs") { text throws(SizeExpression.Problem) in try ShapePattern(text) }
    outputs = try Self.list(file, "outputs") { text throws(SizeExpression.Problem) in try ShapePattern(text) }
    arguments = try Self.list(file, "arguments") { text throws(SizeExpression.Problem) in try KernelArgument(text) }
    global = try Self.sizes(file, "global")
    local = try Self.sizes(file, "local")
    requires = try Self.list(file, "requires") { text throws(SizeExpression.Problem) in try SizeExpression(text) }
    derived = [:]
    if let more = try file.object("dimensions") {
      for name in more.members.keys.sorted() {
        derived[name] = try Self.expression("dimensions.\(name)", try more.text(name) ?? "")
      }
    }
    values = try file.texts("values").map { names throws(JSONError) in
      var classes: [ValueClass] = []
      for name in names {
        guard let value = ValueClass(rawValue: name) else {
          throw JSONError(
            "the value of 'values' has '\(name.printable(limit: 60))'; there are: \(ValueClass.allCases.map(\.rawValue).joined(separator: ", "))"
          )
        }
        classes.append(value)
      }
      return classes
    }
    ulp = try file.integer("ulp")
    if let ulp, !(0...1 << 32).contains(ulp) {
      throw JSONError("the value of 'ulp' must be between 0 and \(1 << 32), but is \(ulp)")
    }
    timedSizes = [:]
    if let times = try file.object("time") {
      for name in times.members.keys.sorted() {
        let size = try times.require(name) { key throws(JSONError) in try times.integer(key) }
        guard (1...1 << 24).contains(size) else {
          throw JSONError("the value of 'time.\(name)' must be between 1 and \(1 << 24)")
        }
        timedSizes[name] = size
      }
    }
  }

  private static func attributes(_ file: JSONObject) throws(JSONError) -> (Attributes, [String]) {
    var (fixed, any): ([String: AttributeValue], [String]) = ([:], [])
    for (name, value) in (try file.object("attributes"))?.members ?? [:] {
      switch value {
      case .string("any"): any.append(name)
      case .string(let text): fixed[name] = .string(text)
      case .boolean(let flag): fixed[name] = .boolean(flag)
      case .number(let text):
        guard let value = Int(text).map({ AttributeValue.integer($0) }) ?? Float(text).map({ AttributeValue.float($0) }) else {
          throw JSONError("the value of 'attributes.\(name)' is no number that fits: \(value.summary)")
        }
        fixed[name] = value
      default:
        throw JSONError(
          "the value of 'attributes.\(name.printable(limit: 60))' must be a number, a text, true, false, or \"any\", but is \(value.summary)"
        )
      }
    }
    return (Attributes(fixed), any.sorted())
  }

  private static func list<Element>(
    _ file: JSONObject, _ key: String, _ read: (String) throws(SizeExpression.Problem) -> Element
  ) throws(JSONError) -> [Element] {
    var elements: [Element] = []
    for text in try file.texts(key) ?? [] {
      do throws(SizeExpression.Problem) {
        elements.append(try read(text))
      } catch {
        throw JSONError("the value of '\(key)', '\(text.printable(limit: 60))', \(error)")
      }
    }
    return elements
  }

  /// Formulas, or plain numbers.
  private static func sizes(_ file: JSONObject, _ key: String) throws(JSONError) -> [SizeExpression] {
    guard let value = file.members[key] else { return [] }
    guard case .array(let elements) = value else { throw file.wrong(key, "an array of numbers and formulas") }
    var sizes: [SizeExpression] = []
    for element in elements {
      switch element {
      case .number(let text), .string(let text): sizes.append(try expression(key, text))
      default: throw file.wrong(key, "an array of numbers and formulas")
      }
    }
    return sizes
  }

  private static func expression(_ key: String, _ text: String) throws(JSONError) -> SizeExpression {
    do throws(SizeExpression.Problem) {
      return try SizeExpression(text)
    } catch {
      throw JSONError("the value of '\(key)', '\(text.printable(limit: 60))', \(error)")
    }
  }

  /// What can be said before any case is looked at.
  private func check() throws(JSONError) {
    guard (1...3).contains(global.count) else { throw JSONError("lacks 'global', one to three numbers of work-items") }
    guard local.isEmpty || local.count == global.count else {
      throw JSONError("'local' has \(local.count) numbers, and 'global' has \(global.count); give as many, or leave it out")
    }
    guard !outputs.isEmpty else { throw JSONError("lacks 'outputs', such as [\"y[n]\"]") }
    let known = (inputs + outputs).map(\.name)
    let named = arguments.compactMap { if case .tensor(let name) = $0 { name } else { nil } }
    if let wrong = named.first(where: { !known.contains($0) }) {
      throw JSONError("the argument '\(wrong)' is no tensor; there are: \(known.joined(separator: ", "))")
    }
    if let missing = outputs.first(where: { !named.contains($0.name) }) {
      throw JSONError("the output '\(missing.name)' is not among the arguments, so nothing would write it")
    }
    guard arguments.count <= 256 else { throw JSONError("has \(arguments.count) arguments, and kernels take at most 256") }
    do throws(OperationError) {
      _ = try definition()
    } catch {
      throw JSONError("\(operation.name) \(error.message)")
    }
  }

  /// The operation with its fixed attributes, and the defaults of the others.
  func definition() throws(OperationError) -> any OperationDefinition { try operation.init(attributes: attributes) }
}
