/// A program in one buffer, built tensor by tensor together with what they hold at first. The workspaces of its operations lie
/// behind the tensors.
package struct ProgramBuilder: Sendable {
  package private(set) var program = Program()
  /// Of the tensors, and of what lies between them.
  package private(set) var byteCount: Int
  /// The bit patterns of the run scalars.
  package private(set) var scalars: [UInt32] = []
  private let guardByteCount: Int
  private let unwritten: UInt32
  private var contents: [Int: [UInt32]] = [:]

  /// - Parameters:
  ///   - guardByteCount: Bytes that belong to no tensor, before each and after the last: a multiple of the alignment.
  ///   - unwritten: What tensors hold that start with no values of their own.
  package init(guardByteCount: Int = 0, unwritten: UInt32 = 0) {
    self.guardByteCount = guardByteCount
    self.unwritten = unwritten
    byteCount = guardByteCount
  }

  // MARK: Building

  /// A tensor that starts with these bit patterns.
  package mutating func tensor(_ type: TensorType, _ words: [UInt32]? = nil) -> Int {
    precondition(words.map { $0.count == type.elementCount } ?? true)
    program.tensors.append(ProgramTensor(type, at: Place(buffer: 0, offset: byteCount)))
    byteCount += MemoryAlignment.roundUp(type.byteCount) + guardByteCount
    contents[program.tensors.count - 1] = words
    return program.tensors.count - 1
  }

  package mutating func tensor(_ shape: [Int], _ values: [Float]) -> Int {
    tensor(TensorType(shape), values.map { $0.bitPattern })
  }

  package mutating func tensor(_ shape: [Int], _ values: [Int32]) -> Int {
    tensor(TensorType(.int32, shape), values.map { UInt32(bitPattern: $0) })
  }

  package mutating func scalar(_ type: ScalarType, _ word: UInt32) -> Int {
    program.scalars.append(type)
    scalars.append(word)
    return scalars.count - 1
  }

  package mutating func scalar(_ value: Float) -> Int { scalar(.float32, value.bitPattern) }

  /// Adds an operation; outputs that it does not update in place are new tensors.
  @discardableResult
  package mutating func add(
    _ definition: any OperationDefinition, _ inputs: [Int], scalars: [Int] = []
  ) throws(OperationError) -> [Int] {
    var outputs: [Int] = []
    for (index, type) in try definition.outputTypes(for: inputs.map { program.tensors[$0].type }).enumerated() {
      let pair = definition.inPlace.first { $0.output == index }
      outputs.append(pair.map { inputs[$0.input] } ?? tensor(type))
    }
    append(definition.on(inputs: inputs, outputs: outputs, scalars: scalars))
    return outputs
  }

  /// Adds an operation on tensors that are all there.
  package mutating func append(_ operation: Operation) { program.operations.append(operation) }

  // MARK: Memory

  /// What the buffer holds at first, up to the workspaces: the tensors' values, and guard words around them.
  package var words: [UInt32] {
    var words: [UInt32] = []
    words.reserveCapacity(byteCount / 4)
    for (index, tensor) in program.tensors.enumerated() {
      words += (words.count..<tensor.place.offset / 4).map(Self.guardWord)
      words += contents[index] ?? Array(repeating: unwritten, count: tensor.type.elementCount)
    }
    return words + (words.count..<byteCount / 4).map(Self.guardWord)
  }

  /// A word that belongs to no tensor: NaNs, so that reading it shows, unlike from word to word.
  package static func guardWord(_ index: Int) -> UInt32 { 0x7fa0_0000 | UInt32(truncatingIfNeeded: index) & 0xffff }

  /// Where a tensor lies in ``words``.
  package func range(of tensor: Int) -> Range<Int> {
    let start = program.tensors[tensor].place.offset / 4
    return start..<start + program.tensors[tensor].type.elementCount
  }

  /// The program with workspaces of these sizes, one for each operation, and the bytes of the buffer that it needs.
  package func placing(workspaces: [Int]) -> (program: Program, byteCount: Int) {
    var program = program
    var end = max(byteCount, MemoryAlignment.bytes)
    for (index, bytes) in workspaces.enumerated() where bytes > 0 {
      program.operations[index].workspace = Workspace(at: Place(buffer: 0, offset: end), byteCount: bytes)
      end = end.addingSaturating(MemoryAlignment.roundUp(bytes))
    }
    return (program, end)
  }

  // MARK: Running

  /// The program, ready on a buffer of its own, which holds ``words``.
  package func compiled(
    on device: any Device
  ) throws(BackendError) -> (compiled: any CompiledProgram, buffer: any DeviceBuffer) {
    let (program, byteCount) = placing(workspaces: try device.declaredWorkspace(for: program))
    let buffer = try device.allocate(byteCount: byteCount)
    try buffer.write(words)
    return (try device.compile(program, buffers: [buffer]), buffer)
  }

  /// What every tensor holds after so many runs.
  package func run(on device: any Device, times: Int = 1) throws(BackendError) -> Results {
    let (compiled, buffer) = try compiled(on: device)
    for _ in 0..<times { try compiled.run(scalars) }
    let words = try buffer.words(count: byteCount / 4)
    return Results(bits: program.tensors.indices.map { Array(words[range(of: $0)]) })
  }

  /// The bit patterns of every tensor.
  package struct Results: Equatable {
    package let bits: [[UInt32]]

    package func floats(_ tensor: Int) -> [Float] { bits[tensor].map { Float(bitPattern: $0) } }
    package func integers(_ tensor: Int) -> [Int32] { bits[tensor].map { Int32(bitPattern: $0) } }
  }
}
