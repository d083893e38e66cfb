import ConcordKit

extension MessageWriter {
  mutating func write(_ program: Program) {
    write(program.tensors) { writer, tensor in
      writer.write(tensor.type.element.rawValue)
      writer.write(tensor.type.shape) { $0.write($1) }
      writer.write(tensor.place)
    }
    write(program.operations) { writer, operation in writer.write(operation) }
    write(program.scalars) { $0.write($1.rawValue) }
  }

  private mutating func write(_ place: Place) {
    write(place.buffer)
    write(place.offset)
  }

  private mutating func write(_ operation: Operation) {
    write(operation.name)
    write(operation.inputs) { $0.write($1) }
    write(operation.outputs) { $0.write($1) }
    write(operation.attributes.sorted) { writer, attribute in
      writer.write(attribute.name)
      switch attribute.value {
      case .integer(let value):
        writer.write(UInt32(1))
        writer.write(value)
      case .float(let value):
        writer.write(UInt32(2))
        writer.write(value.bitPattern)
      case .string(let value):
        writer.write(UInt32(3))
        writer.write(value)
      case .boolean(let value):
        writer.write(UInt32(4))
        writer.write(UInt32(value ? 1 : 0))
      }
    }
    write(operation.scalars) { $0.write($1) }
    write(operation.workspace.place)
    write(operation.workspace.byteCount)
  }
}

extension MessageReader {
  mutating func program() throws(BackendError) -> Program {
    let tensors = try list { reader throws(BackendError) -> ProgramTensor in
      guard let element = ElementType(rawValue: try reader.word()) else { throw MessageReader.damaged }
      let shape = try reader.integers()
      return ProgramTensor(TensorType(element, shape), at: try reader.place())
    }
    let operations = try list { reader throws(BackendError) -> Operation in try reader.operation() }
    let scalars = try list { reader throws(BackendError) -> ScalarType in
      guard let type = ScalarType(rawValue: try reader.word()) else { throw MessageReader.damaged }
      return type
    }
    return Program(tensors: tensors, operations: operations, scalars: scalars)
  }

  mutating func integers() throws(BackendError) -> [Int] {
    try list { reader throws(BackendError) -> Int in try reader.integer() }
  }

  mutating func words() throws(BackendError) -> [UInt32] {
    try list { reader throws(BackendError) -> UInt32 in try reader.word() }
  }

  private mutating func place() throws(BackendError) -> Place {
    Place(buffer: try integer(), offset: try integer())
  }

  private mutating func operation() throws(BackendError) -> Operation {
    let name = try text()
    let inputs = try integers()
    let outputs = try integers()
    var attributes: [String: AttributeValue] = [:]
    for _ in 0..<(try integer()) {
      let name = try text()
      attributes[name] = try attribute()
    }
    let scalars = try integers()
    return Operation(
      name: name, inputs: inputs, outputs: outputs, attributes: Attributes(attributes), scalars: scalars,
      workspace: Workspace(at: try place(), byteCount: try integer()))
  }

  private mutating func attribute() throws(BackendError) -> AttributeValue {
    switch try word() {
    case 1: return .integer(try integer())
    case 2: return .float(Float(bitPattern: try word()))
    case 3: return .string(try text())
    case 4: return .boolean(try word() != 0)
    default: throw Self.damaged
    }
  }
}
