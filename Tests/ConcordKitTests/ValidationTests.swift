import ConcordKit
import ConcordTestSupport
import Testing

@Suite("Program validation")
struct ValidationTests {
  /// c = a · b [2, 4], then relu(c): valid as it is, each test breaks one thing.
  private static func program() throws -> (program: Program, byteCount: Int) {
    var builder = ProgramBuilder()
    let a = builder.tensor(TensorType([2, 3]))
    let b = builder.tensor(TensorType([3, 4]))
    let c = try builder.add(MatMul(), [a, b])
    try builder.add(Activation(.relu), c)
    return (builder.program, builder.byteCount)
  }

  private func failure(_ change: (inout Program) -> Void) throws -> BackendError? {
    var (program, byteCount) = try Self.program()
    change(&program)
    return #expect(throws: BackendError.self) { try program.validate(bufferByteCounts: [byteCount]) }
  }

  @Test("a right program passes")
  func valid() throws {
    let (program, byteCount) = try Self.program()
    try program.validate(bufferByteCounts: [byteCount])
    try program.validate()
  }

  @Test("an unknown operation is unsupported, with its index and its name")
  func unknownOperation() throws {
    let error = try failure { $0.operations[1].name = "conv9d" }
    #expect(error == BackendError(.unsupported, "no operation is called 'conv9d'", operation: 1))
  }

  @Test("an index outside of the program's tensors is refused", arguments: [-1, 4, Int.max])
  func tensorIndex(index: Int) throws {
    for change in [{ $0.inputs[0] = index }, { $0.outputs[0] = index }] as [(inout Operation) -> Void] {
      let error = try failure { change(&$0.operations[0]) }
      #expect(error?.code == .invalidArgument)
      #expect(error?.operation == 0)
    }
  }

  @Test("an output of another type than inferred is refused with both types")
  func outputType() throws {
    let error = try failure { $0.tensors[2].type = TensorType([4, 2]) }
    #expect(error?.message.contains("f32[2, 4]") == true)
    #expect(error?.message.contains("f32[4, 2]") == true)
  }

  @Test("a wrong number of outputs is refused")
  func outputCount() throws {
    #expect(try failure { $0.operations[1].outputs = [] }?.operation == 1)
    #expect(try failure { $0.operations[1].outputs = [3, 3] }?.operation == 1)
  }

  @Test("a wrong attribute is refused in the operation's name")
  func attribute() throws {
    let error = try failure { $0.operations[1].attributes = Attributes(["function": .string("mish")]) }
    #expect(error?.message.hasPrefix("activation attribute 'function'") == true)
  }

  @Test("too high a rank and a negative dimension are impossible types")
  func impossibleType() throws {
    for shape in [[Int](repeating: 1, count: 9), [2, -3]] {
      let error = try failure { $0.tensors[0].type = TensorType(shape) }
      #expect(error?.message.hasPrefix("tensor 0 has the impossible type") == true)
    }
  }

  @Test("a place outside of the buffers is refused")
  func places() throws {
    for place in [
      Place(buffer: 1, offset: 0), Place(buffer: -1, offset: 0), Place(buffer: 0, offset: 1 << 20),
      Place(buffer: 0, offset: -256), Place(buffer: 0, offset: Int.max - 255),
    ] {
      let error = try failure { $0.tensors[3].place = place }
      #expect(error?.code == .invalidArgument)
      #expect(error?.message.hasPrefix("tensor 3 needs 32 bytes") == true)
    }
  }

  @Test("a place that is not aligned is refused")
  func alignment() throws {
    #expect(try failure { $0.tensors[0].place.offset = 128 } != nil)
  }

  @Test("a tensor larger than memory can be is refused")
  func absurdSize() throws {
    let error = try failure { $0.tensors[0].type = TensorType([Int.max / 8, 3]) }
    #expect(error?.code == .invalidArgument)
  }

  @Test("an operation that would write over its own input is refused")
  func overlap() throws {
    let overInput = try failure { $0.tensors[2].place = $0.tensors[1].place }
    #expect(overInput?.operation == 0)
    #expect(overInput?.message.contains("writes output 0 over input 1") == true)
    #expect(try failure { $0.operations[1].outputs = [2] }?.operation == 1)
  }

  @Test("a workspace outside of the buffers, or over a tensor of its operation, is refused")
  func workspace() throws {
    let outside = try failure { $0.operations[0].workspace = Workspace(at: .none, byteCount: 1 << 20) }
    #expect(outside?.message.hasPrefix("workspace needs") == true)
    let over = try failure { $0.operations[0].workspace = Workspace(at: $0.tensors[1].place, byteCount: 4) }
    #expect(over?.message.contains("workspace over tensor 1") == true)
  }

  @Test("an update that is not in place is refused")
  func inPlace() throws {
    var builder = ProgramBuilder()
    let p = builder.tensor(TensorType([8]))
    let g = builder.tensor(TensorType([8]))
    let other = builder.tensor(TensorType([8]))
    var program = builder.program
    program.scalars = [.float32]
    program.operations = [SGDUpdate().on(inputs: [p, g], outputs: [other], scalars: [0])]
    let error = #expect(throws: BackendError.self) { try program.validate() }
    #expect(error?.message.contains("in place") == true)
  }

  @Test("scalars that are missing, too many, unknown or of another type are refused")
  func scalars() throws {
    var builder = ProgramBuilder()
    let p = builder.tensor(TensorType([8]))
    let g = builder.tensor(TensorType([8]))
    var program = builder.program
    program.scalars = [.float32, .uint32]
    for scalars in [[], [0, 0], [2], [-1], [1]] {
      program.operations = [SGDUpdate().on(inputs: [p, g], outputs: [p], scalars: scalars)]
      #expect(throws: BackendError.self) { try program.validate() }
    }
    program.operations = [SGDUpdate().on(inputs: [p, g], outputs: [p], scalars: [0])]
    try program.validate()
  }
}
