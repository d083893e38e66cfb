import ArgumentParser
import Concord
import ConcordConformance

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

struct Op: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Runs one operation on tensors of a safetensors file.",
    discussion: """
      The inputs are the file's tensors: by number where they are called 0, 1, 2 …, else in the order of the file. F32 and I32. The
      outputs are called 0, 1, 2 …; one that updates an input holds the update. docs/numerics.md defines every operation.
      """)

  @Argument(
    help: ArgumentHelp(
      "The operation, or with --describe all for all: \(Vocabulary.definitions.map { $0.name }.joined(separator: ", "))."))
  var name: String

  @Option(
    help: ArgumentHelp(
      "reference, opencl, opencl:N, opencl:text, or a path to a plugin. Default: as for train.", valueName: "backend"),
    transform: BackendChoice.parse)
  var backend: String?

  @Flag(help: "Print what the operation is instead: inputs, attributes, definition, an example.")
  var describe = false

  @Option(help: ArgumentHelp("A safetensors file with the inputs.", valueName: "file"), transform: PathText.parse)
  var inputs: String?

  @Option(help: ArgumentHelp("Where the outputs go.", valueName: "file"), transform: PathText.parse(.safetensors))
  var output: String?

  @Option(
    name: .customLong("attr"),
    help: ArgumentHelp(
      "An attribute: transpose_b=true, stride=2, epsilon=1.0e-8, activation=relu. A number without a point is a whole number.",
      valueName: "name=value"))
  var attributes: [String] = []

  @Option(
    name: .customLong("scalar"), parsing: .unconditionalSingleValue,
    help: ArgumentHelp("A run scalar, in the operation's order: the learning rate of sgd.", valueName: "value"))
  var scalars: [String] = []

  @Option(
    help: ArgumentHelp(
      "A JSON file of settings, of which the backend counts. Default: $CONCORD_CONFIG.", valueName: "file"),
    transform: PathText.parse)
  var config: String?

  @Flag(name: .shortAndLong, help: "Print what backends log.")
  var verbose = false

  func run() async throws {
    Log.start(verbose: verbose)
    if describe, name == "all" {
      print(OperationText.page)
      return
    }
    guard let type = Vocabulary.definitions.first(where: { $0.name == name }) else {
      let names = Vocabulary.definitions.map { $0.name }.joined(separator: ", ")
      throw CommandError("no operation is called '\(name)'; there are: \(names)")
    }
    if describe {
      print(OperationText.of(OperationDescription(type)))
      return
    }
    guard let inputs else {
      throw CommandError("--inputs is missing; give a safetensors file with the operation's tensors, or --describe")
    }
    guard let output else { throw CommandError("--output is missing; give a file for the operation's outputs, or --describe") }
    var progress = Progress()
    let settings = try Settings.load(flag: config)
    do {
      let definition = try Self.definition(type, attributes)
      let operation = SingleOperation(
        definition, inputs: try Self.read(inputs), scalars: try Self.parse(scalars, definition.scalars))
      try Self.checkSpace(try definition.outputTypes(for: operation.inputs.map(\.type)))
      let file = try FlagMistake.naming("--output") { try FileOutput(output) }
      let opened = try BackendChoice.open(flag: backend, config: settings.backend) { progress.line($0) }
      let results = try operation.run(on: opened.device)
      let tensors = results.enumerated().map { index, result in
        Safetensors.Tensor(
          name: "\(index)", shape: result.type.shape, element: result.type.element, words: result.words)
      }
      try Safetensors(tensors).write(to: file)
      for (index, result) in results.enumerated() { print("\(index): \(result.type)") }
    } catch let error as OperationError {
      throw CommandError("\(name) \(error.message)")
    }
  }

  /// Attributes may ask for outputs of any size; an array that the process cannot have would end it.
  private static func checkSpace(_ outputs: [TensorType]) throws {
    let byteCount = outputs.reduce(0) { $0.addingSaturating($1.byteCount) }
    // The program, the device and the result have them, each once. A compiler may leave out an allocation that nothing uses, but no
    // call of the system.
    let wanted = max(1, byteCount.multipliedSaturating(by: 3))
    let space = mmap(nil, wanted, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)
    guard space != MAP_FAILED else {
      throw OperationError("would write \(ByteCount(byteCount)), more than this process can have; see --attr")
    }
    munmap(space, wanted)
  }

  private static func definition(_ type: any OperationDefinition.Type, _ attributes: [String]) throws -> any OperationDefinition
  {
    let values = try parse(attributes)
    do { return try type.init(attributes: values) } catch { throw OperationError("\(error.message); see --attr") }
  }

  private static func read(_ inputs: String) throws -> [(type: TensorType, words: [UInt32])] {
    var tensors = try FlagMistake.naming("--inputs") {
      try Safetensors(contentsOf: inputs, elements: ElementType.allCases).tensors
    }
    if tensors.allSatisfy({ Int($0.name) != nil }) {
      tensors.sort { (Int($0.name) ?? 0) < (Int($1.name) ?? 0) }
    }
    return tensors.map { (TensorType($0.element, $0.shape), $0.words) }
  }

  /// `name=value`: true and false, whole numbers, numbers with a point or an exponent, else text.
  static func parse(_ attributes: [String]) throws -> Attributes {
    var values: [String: AttributeValue] = [:]
    for attribute in attributes {
      guard let equals = attribute.firstIndex(of: "="), equals > attribute.startIndex else {
        throw CommandError("--attr takes name=value, such as stride=2, but this is '\(attribute)'")
      }
      let name = String(attribute[..<equals])
      let text = String(attribute[attribute.index(after: equals)...])
      guard values[name] == nil else { throw CommandError("--attr '\(name)' is given twice; leave one out") }
      values[name] =
        switch text {
        case "true": .boolean(true)
        case "false": .boolean(false)
        default: Int(text).map { .integer($0) } ?? Float(text).map { .float($0) } ?? .string(text)
        }
    }
    return Attributes(values)
  }

  private static func parse(_ scalars: [String], _ types: [ScalarType]) throws -> [UInt32] {
    guard scalars.count == types.count else {
      throw OperationError("takes \(types.count) run scalars, each given with --scalar, but got \(scalars.count)")
    }
    return try zip(scalars, types).map { text, type in
      let bits: UInt32? =
        switch type {
        case .float32: Float(text)?.bitPattern
        case .uint32: UInt32(text)
        }
      guard let bits else { throw CommandError("--scalar '\(text)' is not a number of the type \(type)") }
      return bits
    }
  }
}
