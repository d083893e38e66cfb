import ConcordKit

/// A program in one buffer, built tensor by tensor together with the values that they start with.
public struct ProgramBuilder {
  public private(set) var program = Program()
  public private(set) var byteCount = 0
  private var contents: [Int: [UInt32]] = [:]
  private var scalarValues: [UInt32] = []

  public init() {}

  /// A tensor of zeros.
  public mutating func tensor(_ type: TensorType) -> Int {
    program.tensors.append(ProgramTensor(type, at: Place(buffer: 0, offset: byteCount)))
    byteCount += MemoryAlignment.roundUp(type.byteCount)
    return program.tensors.count - 1
  }

  public mutating func tensor(_ shape: [Int], _ values: [Float]) -> Int {
    precondition(values.count == TensorType(shape).elementCount)
    let tensor = tensor(TensorType(shape))
    contents[tensor] = values.map(\.bitPattern)
    return tensor
  }

  public mutating func tensor(_ shape: [Int], _ values: [Int32]) -> Int {
    precondition(values.count == TensorType(shape).elementCount)
    let tensor = tensor(TensorType(.int32, shape))
    contents[tensor] = values.map { UInt32(bitPattern: $0) }
    return tensor
  }

  public mutating func scalar(_ value: Float) -> Int {
    program.scalars.append(.float32)
    scalarValues.append(value.bitPattern)
    return program.scalars.count - 1
  }

  public mutating func word(_ value: UInt32) -> Int {
    program.scalars.append(.uint32)
    scalarValues.append(value)
    return program.scalars.count - 1
  }

  /// Adds an operation; outputs that it does not update in place are new tensors.
  @discardableResult
  public mutating func add(_ definition: some OperationDefinition, _ inputs: [Int], scalars: [Int] = []) throws -> [Int] {
    var outputs: [Int] = []
    for (index, type) in try definition.outputTypes(for: inputs.map { program.tensors[$0].type }).enumerated() {
      if let pair = definition.inPlace.first(where: { $0.output == index }) {
        outputs.append(inputs[pair.input])
      } else {
        outputs.append(tensor(type))
      }
    }
    program.operations.append(definition.on(inputs: inputs, outputs: outputs, scalars: scalars))
    return outputs
  }

  /// Runs it and returns every tensor's bits.
  public func run(on device: any Device, times: Int = 1) throws -> Results {
    let (compiled, buffer) = try compiled(on: device)
    for _ in 0..<times { try compiled.run(scalarValues) }
    let bits = try program.tensors.map { tensor in
      var values = [UInt32](repeating: 0, count: tensor.type.elementCount)
      try values.withUnsafeMutableBytes { try buffer.read(into: $0, at: tensor.place.offset) }
      return values
    }
    return Results(bits: bits)
  }

  /// The program, ready on a buffer of its own, which holds what its tensors start with.
  public func compiled(on device: any Device) throws -> (compiled: any CompiledProgram, buffer: any DeviceBuffer) {
    var program = program
    let workspace = try device.workspace(for: program)
    var end = byteCount
    for (index, bytes) in workspace.enumerated() where bytes > 0 {
      program.operations[index].workspace = Workspace(at: Place(buffer: 0, offset: end), byteCount: bytes)
      end += MemoryAlignment.roundUp(bytes)
    }
    let buffer = try device.allocate(byteCount: max(end, 1))
    for (tensor, values) in contents {
      try values.withUnsafeBytes { try buffer.write($0, at: program.tensors[tensor].place.offset) }
    }
    return (try device.compile(program, buffers: [buffer]), buffer)
  }

  /// What every tensor held after a run.
  public struct Results: Equatable {
    public var bits: [[UInt32]]

    public func floats(_ tensor: Int) -> [Float] { bits[tensor].map { Float(bitPattern: $0) } }
    public func integers(_ tensor: Int) -> [Int32] { bits[tensor].map { Int32(bitPattern: $0) } }
  }
}
