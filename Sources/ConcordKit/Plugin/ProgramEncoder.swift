import ConcordABI

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// A program as the flat structs of the C ABI. Owns their memory.
final class ProgramEncoder {
  private(set) var program = concord_program()
  private var blocks: [UnsafeMutableRawPointer] = []
  private var strings: [UnsafeMutablePointer<CChar>] = []

  init(_ source: Program, buffers: [OpaquePointer?] = []) {
    program.size = UInt64(MemoryLayout<concord_program>.size)
    program.tensor_stride = UInt64(MemoryLayout<concord_tensor>.stride)
    program.op_stride = UInt64(MemoryLayout<concord_op>.stride)
    program.tensors = copy(source.tensors.map(encode))
    program.tensor_count = UInt32(source.tensors.count)
    program.ops = copy(source.operations.map(encode))
    program.op_count = UInt32(source.operations.count)
    program.scalar_types = copy(source.scalars.map(\.rawValue))
    program.scalar_count = UInt32(source.scalars.count)
    program.buffers = copy(buffers)
    program.buffer_count = UInt32(buffers.count)
  }

  deinit {
    for block in blocks { block.deallocate() }
    for string in strings { free(string) }
  }

  private func encode(_ tensor: ProgramTensor) -> concord_tensor {
    var result = concord_tensor()
    result.size = UInt64(MemoryLayout<concord_tensor>.size)
    result.element_type = tensor.type.element.rawValue
    result.rank = UInt32(tensor.type.rank)
    withUnsafeMutableBytes(of: &result.dimensions) { bytes in
      let dimensions = bytes.bindMemory(to: Int64.self)
      for (index, count) in tensor.type.shape.prefix(dimensions.count).enumerated() { dimensions[index] = Int64(count) }
    }
    result.buffer = UInt32(clamping: tensor.place.buffer)
    result.offset = UInt64(clamping: tensor.place.offset)
    return result
  }

  private func encode(_ operation: Operation) -> concord_op {
    var result = concord_op()
    result.size = UInt64(MemoryLayout<concord_op>.size)
    result.name = UnsafePointer(copy(operation.name))
    result.inputs = copy(operation.inputs.map { UInt32(clamping: $0) })
    result.input_count = UInt32(operation.inputs.count)
    result.outputs = copy(operation.outputs.map { UInt32(clamping: $0) })
    result.output_count = UInt32(operation.outputs.count)
    let attributes = operation.attributes.sorted
    result.attributes = copy(attributes.map(encode))
    result.attribute_count = UInt32(attributes.count)
    result.attribute_stride = UInt64(MemoryLayout<concord_attribute>.stride)
    result.scalars = copy(operation.scalars.map { UInt32(clamping: $0) })
    result.scalar_count = UInt32(operation.scalars.count)
    result.workspace_buffer = UInt32(clamping: operation.workspace.place.buffer)
    result.workspace_offset = UInt64(clamping: operation.workspace.place.offset)
    result.workspace_bytes = UInt64(clamping: operation.workspace.byteCount)
    return result
  }

  private func encode(_ name: String, _ value: AttributeValue) -> concord_attribute {
    var result = concord_attribute()
    result.size = UInt64(MemoryLayout<concord_attribute>.size)
    result.name = UnsafePointer(copy(name))
    switch value {
    case .integer(let integer):
      result.kind = UInt32(CONCORD_ATTRIBUTE_INTEGER)
      result.integer = Int64(integer)
    case .float(let number):
      result.kind = UInt32(CONCORD_ATTRIBUTE_FLOAT)
      result.number = number
    case .string(let string):
      result.kind = UInt32(CONCORD_ATTRIBUTE_STRING)
      result.string = UnsafePointer(copy(string))
    case .boolean(let flag):
      result.kind = UInt32(CONCORD_ATTRIBUTE_BOOLEAN)
      result.integer = flag ? 1 : 0
    }
    return result
  }

  private func copy<Element>(_ elements: [Element]) -> UnsafePointer<Element>? {
    guard !elements.isEmpty else { return nil }
    let block = UnsafeMutablePointer<Element>.allocate(capacity: elements.count)
    block.initialize(from: elements, count: elements.count)
    blocks.append(UnsafeMutableRawPointer(block))
    return UnsafePointer(block)
  }

  private func copy(_ string: String) -> UnsafeMutablePointer<CChar>? {
    let copy = strdup(string)
    if let copy { strings.append(copy) }
    return copy
  }
}
