/// How a program carries an own kernel: in attributes, so that it needs no place of its own in the ABI.
extension OwnKernel {
  private static let names = [
    "title", "source", "entry", "build_options", "arguments", "global", "local", "outputs", "in_place", "scalars",
  ]

  public var attributes: Attributes {
    Attributes([
      "title": .string(title), "source": .string(source), "entry": .string(entry), "build_options": .string(buildOptions),
      "arguments": .string(arguments.map(Self.text).joined(separator: ",")),
      "global": .string(Self.text(global)), "local": .string(Self.text(local)),
      "outputs": .string(
        outputs.map { ([$0.element.description] + $0.shape.map(String.init)).joined(separator: " ") }.joined(separator: ",")),
      "in_place": .string(inPlace.map { "\($0.output) \($0.input)" }.joined(separator: ",")),
      "scalars": .string(scalars.map { $0 == .float32 ? "float" : "uint" }.joined(separator: ",")),
    ])
  }

  public init(attributes: Attributes) throws(OperationError) {
    try attributes.allow(only: Self.names)
    var texts: [String: String] = [:]
    for name in Self.names {
      guard case .string(let text) = attributes.values[name] else {
        throw OperationError("has no text as its attribute '\(name)'")
      }
      texts[name] = text
    }
    func list<Element>(
      _ name: String, _ read: (Substring) -> Element?
    ) throws(OperationError) -> [Element] {
      var elements: [Element] = []
      for part in (texts[name] ?? "").split(separator: ",") {
        guard elements.count < Self.most, let element = read(part) else {
          throw OperationError("has '\(part.prefix(40))' in its attribute '\(name)', which cannot be read")
        }
        elements.append(element)
      }
      return elements
    }
    self.init(
      title: texts["title"] ?? "", source: texts["source"] ?? "", entry: texts["entry"] ?? "",
      buildOptions: texts["build_options"] ?? "", arguments: try list("arguments", Self.argument),
      global: try list("global") { Int($0) }, local: try list("local") { Int($0) },
      outputs: try list("outputs", Self.type), inPlace: try list("in_place", Self.pair),
      scalars: try list("scalars") { ["float": .float32, "uint": .uint32][$0] })
  }

  /// Parameters of a kernel: OpenCL promises room for 1024 bytes of them.
  private static let most = 256

  private static func text(_ numbers: [Int]) -> String { numbers.map(String.init).joined(separator: ",") }

  private static func text(_ argument: Argument) -> String {
    switch argument {
    case .input(let index): "input \(index)"
    case .output(let index): "output \(index)"
    case .scratch(let bytes): "scratch \(bytes)"
    case .local(let bytes): "local \(bytes)"
    case .int(let value): "int \(value)"
    case .uint(let value): "uint \(value)"
    case .long(let value): "long \(value)"
    case .ulong(let value): "ulong \(value)"
    case .float(let value): "float \(value.bitPattern)"
    case .scalar(let index): "scalar \(index)"
    }
  }

  private static func argument(_ text: Substring) -> Argument? {
    let words = text.split(separator: " ")
    guard words.count == 2 else { return nil }
    switch words[0] {
    case "input": return Int(words[1]).map { .input($0) }
    case "output": return Int(words[1]).map { .output($0) }
    case "scratch": return Int(words[1]).map { .scratch($0) }
    case "local": return Int(words[1]).map { .local($0) }
    case "int": return Int32(words[1]).map { .int($0) }
    case "uint": return UInt32(words[1]).map { .uint($0) }
    case "long": return Int64(words[1]).map { .long($0) }
    case "ulong": return UInt64(words[1]).map { .ulong($0) }
    case "float": return UInt32(words[1]).map { .float(Float(bitPattern: $0)) }
    case "scalar": return Int(words[1]).map { .scalar($0) }
    default: return nil
    }
  }

  private static func type(_ text: Substring) -> TensorType? {
    let words = text.split(separator: " ")
    guard let element = ElementType.allCases.first(where: { words.first.map(String.init) == $0.description }),
      words.count <= 1 + TensorType.maximumRank
    else { return nil }
    let shape = words.dropFirst().compactMap { Int($0) }
    return shape.count == words.count - 1 ? TensorType(element, shape) : nil
  }

  private static func pair(_ text: Substring) -> InPlace? {
    let numbers = text.split(separator: " ").compactMap { Int($0) }
    return numbers.count == 2 ? InPlace(output: numbers[0], input: numbers[1]) : nil
  }
}
