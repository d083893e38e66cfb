import ConcordABI
import Testing

@testable import ConcordKit

@Suite("Programs across the ABI")
struct RoundTripTests {
  /// Every kind of attribute, tensor, scalar and place.
  private static let rich = Program(
    tensors: [
      ProgramTensor(TensorType([]), at: Place(buffer: 0, offset: 0)),
      ProgramTensor(TensorType(.int32, [3]), at: Place(buffer: 1, offset: 256)),
      ProgramTensor(TensorType([1, 2, 3, 4, 5, 6, 7, 0]), at: Place(buffer: 2, offset: 1 << 40)),
    ],
    operations: [
      Operation(name: "nothing", inputs: [], outputs: []),
      Operation(
        name: "größe", inputs: [0, 1, 2, 1], outputs: [2, 0],
        attributes: Attributes([
          "integer": .integer(.min), "float": .float(-0.0), "string": .string("zwölf"), "yes": .boolean(true),
          "no": .boolean(false),
        ]),
        scalars: [1, 0], workspace: Workspace(at: Place(buffer: 2, offset: 512), byteCount: 12345)),
    ],
    scalars: [.float32, .uint32])

  private func decoded(_ program: Program) throws -> Program {
    let encoder = ProgramEncoder(program)
    return try withExtendedLifetime(encoder) {
      var encoded = encoder.program
      return try ProgramDecoder(&encoded).program()
    }
  }

  @Test("a program is the same after it crossed", arguments: [rich, Program()])
  func roundTrip(program: Program) throws {
    #expect(try decoded(program) == program)
  }

  @Test("minus zero keeps its sign on the way")
  func minusZero() throws {
    let attribute = try decoded(Self.rich).operations[1].attributes.values["float"]
    guard case .float(let value) = attribute else {
      Issue.record("the attribute came back as \(String(describing: attribute))")
      return
    }
    #expect(value.sign == .minus)
  }

  @Test("structs that are longer than this header's are read all the same")
  func longerStructs() throws {
    // As a newer host would lay them out: 8 more bytes behind each.
    let encoder = ProgramEncoder(Self.rich)
    var encoded = encoder.program
    let stride = MemoryLayout<concord_tensor>.stride + 8
    let block = UnsafeMutableRawPointer.allocate(byteCount: 3 * stride, alignment: 8)
    defer { block.deallocate() }
    block.initializeMemory(as: UInt8.self, repeating: 0xee, count: 3 * stride)
    for index in 0..<3 {
      var tensor = try #require(encoded.tensors)[index]
      tensor.size = UInt64(stride)
      (block + index * stride).copyMemory(from: &tensor, byteCount: MemoryLayout<concord_tensor>.size)
    }
    encoded.tensors = UnsafePointer(block.assumingMemoryBound(to: concord_tensor.self))
    encoded.tensor_stride = UInt64(stride)
    encoded.size += 64
    #expect(try withExtendedLifetime(encoder) { try ProgramDecoder(&encoded).program() } == Self.rich)
  }

  @Test("a description that breaks the header's rules is refused, never followed")
  func hostile() {
    let encoder = ProgramEncoder(Self.rich)
    withExtendedLifetime(encoder) {
      for change in Self.damages {
        var encoded = encoder.program
        change(&encoded)
        let error = #expect(throws: BackendError.self) {
          _ = try ProgramDecoder(&encoded).program()
          _ = try ProgramDecoder(&encoded).buffers()
        }
        #expect(error?.code == .invalidArgument)
      }
    }
    #expect(throws: BackendError.self) { try ProgramDecoder(nil) }
  }

  private static let damages: [@Sendable (inout concord_program) -> Void] = [
    { $0.size = 8 }, { $0.tensor_stride = 8 }, { $0.tensor_stride = .max }, { $0.op_stride = 0 }, { $0.tensors = nil },
    { $0.ops = nil }, { $0.scalar_types = nil }, { $0.buffer_count = 1 },
  ]

  @Test("unknown element types, ranks, scalars and attribute kinds are refused")
  func hostileElements() throws {
    try refuse(tensor: { $0.element_type = 3 })
    try refuse(tensor: { $0.rank = 9 })
    try refuse(tensor: { $0.rank = .max })
    try refuse(operation: { $0.name = nil })
    try refuse(operation: { $0.inputs = nil })
    try refuse(operation: { $0.attributes = nil })
    try refuse(operation: { $0.attribute_stride = 39 })
  }

  private func refuse(
    tensor changeTensor: (inout concord_tensor) -> Void = { _ in },
    operation changeOperation: (inout concord_op) -> Void = { _ in }
  ) throws {
    let encoder = ProgramEncoder(Self.rich)
    var encoded = encoder.program
    var tensor = try #require(encoded.tensors)[1]
    var operation = try #require(encoded.ops)[1]
    changeTensor(&tensor)
    changeOperation(&operation)
    let error = withUnsafePointer(to: tensor) { tensor in
      withUnsafePointer(to: operation) { operation in
        encoded.tensors = tensor
        encoded.tensor_count = 1
        encoded.ops = operation
        encoded.op_count = 1
        return #expect(throws: BackendError.self) { _ = try ProgramDecoder(&encoded).program() }
      }
    }
    withExtendedLifetime(encoder) { #expect(error?.code == .invalidArgument) }
  }
}
