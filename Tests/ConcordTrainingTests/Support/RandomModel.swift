import Concord
import ConcordTestSupport

/// A model of the layers in the box that its seed draws: branches, several inputs and outputs, layers on several tensors, some of
/// them stretched. In Swift, and as the JSON file that says the same. Samples stay apart.
struct RandomModel {
  let model: Model
  let json: String

  init(_ seed: UInt64) throws {
    var drawn = Drawn(numbers: SeededNumbers(seed &+ 5000))
    drawn.draw()
    let (inputs, outputs, layers) = (drawn.inputs, drawn.outputs, drawn.layers)
    model = try Model(name: "graph \(seed)", inputs: inputs, outputs: outputs) { layers }
    let ends = inputs.map { input in
      #"{"name": "\#(input.name)", "shape": \#(input.shape)\#(input.element == .int32 ? #", "element": "int32""# : "")}"#
    }
    json = """
      {"name": "graph \(seed)", "inputs": [\(ends.joined(separator: ", "))], "outputs": \(outputs), "layers": [
      \(drawn.descriptions.joined(separator: ",\n"))
      ]}
      """
  }
}

private struct Drawn {
  private struct Named {
    let name: String
    /// Of a sample.
    let shape: [Int]
  }

  var numbers: SeededNumbers
  private(set) var inputs: [ModelInput] = []
  private(set) var outputs: [String] = []
  private(set) var layers: [any Layer] = []
  private(set) var descriptions: [String] = []
  private var tensors: [Named] = []
  /// Names of those that nothing takes yet.
  private var unread: Set<String> = []

  init(numbers: SeededNumbers) { self.numbers = numbers }

  mutating func draw() {
    give(input: ModelInput("image", [2, 4, 4]))
    if Bool.random(using: &numbers) { give(input: ModelInput("row", [6])) }
    if Bool.random(using: &numbers) {
      inputs.append(ModelInput("words", [3], .int32))
      add("Embedding", #""count": 7, "dimensions": 3"#, ["words"], [3, 3]) { Embedding(7, 3, name: $0) }
    }
    for _ in 0..<Int.random(in: 6...12, using: &numbers) {
      let tensor = tensors.randomElement(using: &numbers) ?? tensors[0]
      if Int.random(in: 0..<5, using: &numbers) < 2 { join(tensor) } else { step(tensor) }
    }
    // Whatever nothing takes yet decides the first output.
    for tensor in tensors where unread.contains(tensor.name) && tensor.shape.count > 1 { flatten(tensor) }
    var ends = tensors.filter { unread.contains($0.name) }
    if ends.count > 1 {
      let names = ends.map(\.name)
      ends = [add("Concatenation", "", names, [ends.reduce(0) { $0 + $1.shape[0] }]) { Concatenation(name: $0) }]
    }
    let others = tensors.filter { $0.shape.count == 1 }
    for number in 0..<Int.random(in: 1...3, using: &numbers) {
      let tensor = number == 0 ? ends[0] : others.randomElement(using: &numbers) ?? ends[0]
      outputs.append(linear(tensor, 2 + number).name)
    }
  }

  // MARK: Steps

  private mutating func step(_ x: Named) {
    let (shape, taken) = (x.shape, [x.name])
    switch Int.random(in: 0..<9, using: &numbers) {
    case 0: add("ReLU", "", taken, shape) { ReLU(name: $0) }
    case 1: add("Tanh", "", taken, shape) { Tanh(name: $0) }
    case 2: add("GELU", #""approximate": true"#, taken, shape) { GELU(approximate: .tanh, name: $0) }
    case 3: add("Dropout", #""probability": 0.25"#, taken, shape) { Dropout(0.25, name: $0) }
    case 4: split(x)
    case 5 where shape.count == 3: add("GroupNorm", #""groups": 1"#, taken, shape) { GroupNorm(groups: 1, shape[0], name: $0) }
    case 5: add("LayerNorm", "", taken, shape) { LayerNorm(shape[shape.count - 1], name: $0) }
    case 6 where shape.count > 1: flatten(x)
    case 7 where shape.count == 3 && shape[1] > 1 && shape[1] == shape[2]:
      add("AvgPool2D", #""kernel": \#(shape[1])"#, taken, [shape[0], 1, 1]) { AvgPool2D(shape[1], name: $0) }
    default:
      guard shape.count == 3 else {
        linear(x, Int.random(in: 3...6, using: &numbers))
        return
      }
      let count = Int.random(in: 1...3, using: &numbers)
      add("Conv2D", #""outputs": \#(count), "kernel": 3, "padding": 1"#, taken, [count] + shape.dropFirst()) {
        Conv2D(shape[0], count, kernel: 3, padding: 1, name: $0)
      }
    }
  }

  /// One tensor with others of as many axes: their sum, product, or all of them side by side.
  private mutating func join(_ x: Named) {
    let alike = tensors.filter { $0.shape.count == x.shape.count }
    if Int.random(in: 0..<4, using: &numbers) == 0 {
      let others = alike.filter { $0.shape.dropFirst() == x.shape.dropFirst() }
      let other = others.randomElement(using: &numbers) ?? x
      add("Concatenation", "", [x.name, other.name], [x.shape[0] + other.shape[0]] + x.shape.dropFirst()) {
        Concatenation(name: $0)
      }
      return
    }
    var (names, shape) = ([x.name], x.shape)
    for _ in 0..<Int.random(in: 1...2, using: &numbers) {
      let fitting = alike.filter { zip($0.shape, shape).allSatisfy { $0 == $1 || $0 == 1 || $1 == 1 } }
      guard let other = fitting.randomElement(using: &numbers) else { break }
      names.append(other.name)
      shape = zip(shape, other.shape).map { max($0, $1) }
    }
    guard names.count > 1 else { return }
    if Bool.random(using: &numbers) { names.reverse() }
    if Bool.random(using: &numbers) {
      add("Addition", "", names, shape) { Addition(name: $0) }
    } else {
      add("Multiplication", "", names, shape) { Multiplication(name: $0) }
    }
  }

  private mutating func split(_ x: Named) {
    let axis = Int.random(in: 1...x.shape.count, using: &numbers)
    let size = x.shape[axis - 1]
    guard size > 1 else { return }
    let name = "t\(layers.count)"
    let outputs = ["\(name)a", "\(name)b"]
    layers.append(Split([1, size - 1], axis: axis, name: name).taking(x.name).giving(outputs))
    let attributes = #""sizes": [1, \#(size - 1)], "axis": \#(axis), "name": "\#(name)""#
    descriptions.append(#"{"type": "Split", \#(attributes), "inputs": ["\#(x.name)"], "outputs": \#(outputs)}"#)
    unread.remove(x.name)
    for (output, part) in zip(outputs, [1, size - 1]) {
      var shape = x.shape
      shape[axis - 1] = part
      tensors.append(Named(name: output, shape: shape))
      unread.insert(output)
    }
  }

  private mutating func flatten(_ x: Named) {
    add("Flatten", "", [x.name], [x.shape.reduce(1, *)]) { Flatten(name: $0) }
  }

  @discardableResult
  private mutating func linear(_ x: Named, _ count: Int) -> Named {
    let inputs = x.shape[x.shape.count - 1]
    return add("Linear", #""outputs": \#(count)"#, [x.name], x.shape.dropLast() + [count]) { Linear(inputs, count, name: $0) }
  }

  // MARK: Bookkeeping

  private mutating func give(input: ModelInput) {
    inputs.append(input)
    tensors.append(Named(name: input.name, shape: input.shape))
    unread.insert(input.name)
  }

  @discardableResult
  private mutating func add(
    _ type: String, _ attributes: String, _ taken: [String], _ shape: [Int], _ make: (String) -> any Layer
  ) -> Named {
    let given = Named(name: "t\(layers.count)", shape: shape)
    layers.append(make(given.name).taking(taken))
    descriptions.append(
      #"{"type": "\#(type)", \#(attributes.isEmpty ? "" : attributes + ", ")"name": "\#(given.name)", "inputs": \#(taken)}"#)
    unread.subtract(taken)
    tensors.append(given)
    unread.insert(given.name)
    return given
  }
}
