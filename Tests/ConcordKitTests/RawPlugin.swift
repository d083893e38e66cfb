import ConcordABI
import Testing

@testable import ConcordKit

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// A plugin's table, called as a host of another age would call it.
struct RawPlugin {
  let table: UnsafePointer<concord_backend>
  let name: String

  init(path: String) throws {
    let library = try #require(dlopen(path, RTLD_NOW | RTLD_LOCAL))
    let entry = unsafeBitCast(
      try #require(dlsym(library, CONCORD_BACKEND_ENTRY)), to: concord_backend_entry_function.self)
    table = try #require(entry(PluginHost.table))
    name = String(cString: try #require(table.pointee.name))
  }

  /// Runs `program` in one buffer, with every struct of its description longer than this header's.
  ///
  /// - Parameter values: Of the first tensors.
  func runLengthened(
    _ program: Program, byteCount: Int, _ values: [[Float]], output: Int
  ) throws -> [Float] {
    let calls = table.pointee
    var room = LongerStructs()
    defer { room.free() }
    let names = OptionEncoder(["an-option-of-later": "yes"])
    let options = room.lengthen(names.options, count: names.options.count) { $0.size = $1 }
    var device: OpaquePointer?
    try withExtendedLifetime(names) {
      try BackendError.check(calls.device_open(0, options.base, 1, UInt64(options.stride), &device))
    }
    defer { calls.device_close(device) }
    var buffer: OpaquePointer?
    try BackendError.check(calls.buffer_allocate(device, UInt64(byteCount), &buffer))
    defer { calls.buffer_release(buffer) }
    for (tensor, numbers) in values.enumerated() {
      let offset = UInt64(program.tensors[tensor].place.offset)
      try BackendError.check(calls.buffer_write(buffer, offset, numbers, UInt64(numbers.count * 4)))
    }
    let encoder = ProgramEncoder(program, buffers: [buffer])
    var encoded = encoder.program
    let tensors = room.lengthen(encoded.tensors, count: Int(encoded.tensor_count)) { $0.size = $1 }
    let operations = room.lengthen(encoded.ops, count: Int(encoded.op_count)) { $0.size = $1 }
    (encoded.tensors, encoded.tensor_stride) = (tensors.base, UInt64(tensors.stride))
    (encoded.ops, encoded.op_stride) = (operations.base, UInt64(operations.stride))
    let longer = room.lengthen(&encoded, count: 1) { $0.size = $1 }
    var workspace = [UInt64](repeating: 1, count: Int(encoded.op_count))
    var compiled: OpaquePointer?
    try withExtendedLifetime(encoder) {
      try BackendError.check(calls.program_query(device, longer.base, &workspace))
      try BackendError.check(calls.program_compile(device, longer.base, &compiled))
    }
    defer { calls.program_release(compiled) }
    #expect(workspace.allSatisfy { $0 == 0 })
    try BackendError.check(calls.program_run(compiled, nil, 0))
    var result = [Float](repeating: .nan, count: program.tensors[output].type.elementCount)
    let place = UInt64(program.tensors[output].place.offset)
    try BackendError.check(calls.buffer_read(buffer, place, &result, UInt64(result.count * 4)))
    return result
  }
}

/// Arrays of structs as a newer header would lay them out: more bytes, of any content, behind each.
private struct LongerStructs {
  private static let extra = 40
  private var blocks: [UnsafeMutableRawPointer] = []

  mutating func lengthen<Element: BitwiseCopyable>(
    _ source: UnsafePointer<Element>?, count: Int, setSize: (inout Element, UInt64) -> Void
  ) -> (base: UnsafePointer<Element>, stride: Int) {
    let stride = MemoryLayout<Element>.stride + Self.extra
    let block = UnsafeMutableRawPointer.allocate(byteCount: max(count, 1) * stride, alignment: 8)
    block.initializeMemory(as: UInt8.self, repeating: 0xee, count: max(count, 1) * stride)
    blocks.append(block)
    for index in 0..<count {
      guard var element = source?[index] else { break }
      setSize(&element, UInt64(stride))
      (block + index * stride).copyMemory(from: &element, byteCount: MemoryLayout<Element>.size)
    }
    return (UnsafePointer(block.assumingMemoryBound(to: Element.self)), stride)
  }

  mutating func free() {
    for block in blocks { block.deallocate() }
    blocks = []
  }
}
