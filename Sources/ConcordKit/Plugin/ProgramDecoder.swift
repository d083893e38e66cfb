import ConcordABI

/// Reads a program from the flat structs of the C ABI, trusting no count and no pointer further than it must.
struct ProgramDecoder {
  let source: concord_program

  init(_ pointer: UnsafePointer<concord_program>?) throws(BackendError) {
    guard let pointer else { throw Self.invalid("the program is missing") }
    guard pointer.pointee.size >= UInt64(MemoryLayout<concord_program>.size) else {
      throw Self.invalid("concord_program has \(pointer.pointee.size) bytes, fewer than version 1 of the ABI defines")
    }
    source = pointer.pointee
  }

  func program() throws(BackendError) -> Program {
    var program = Program()
    for index in 0..<Int(source.tensor_count) {
      program.tensors.append(try tensor(element(source.tensors, index, source.tensor_stride, "tensors")))
    }
    for index in 0..<Int(source.op_count) {
      program.operations.append(try operation(element(source.ops, index, source.op_stride, "ops")))
    }
    for value in try values(source.scalar_types, source.scalar_count, "scalar_types") {
      guard let type = ScalarType(rawValue: UInt32(value)) else { throw Self.invalid("a scalar has the unknown type \(value)") }
      program.scalars.append(type)
    }
    return program
  }

  func buffers() throws(BackendError) -> [OpaquePointer] {
    var result: [OpaquePointer] = []
    for index in 0..<Int(source.buffer_count) {
      guard let buffer = source.buffers?[index] else { throw Self.invalid("buffer \(index) is missing") }
      result.append(buffer)
    }
    return result
  }

  private func tensor(_ source: concord_tensor) throws(BackendError) -> ProgramTensor {
    guard let element = ElementType(rawValue: source.element_type) else {
      throw Self.invalid("a tensor has the unknown element type \(source.element_type)")
    }
    guard source.rank <= UInt32(CONCORD_MAX_RANK) else { throw Self.invalid("a tensor has rank \(source.rank)") }
    let shape = withUnsafeBytes(of: source.dimensions) { bytes in
      bytes.bindMemory(to: Int64.self).prefix(Int(source.rank)).map { Int($0) }
    }
    return ProgramTensor(
      TensorType(element, shape), at: Place(buffer: Int(source.buffer), offset: Int(clamping: source.offset)))
  }

  private func operation(_ source: concord_op) throws(BackendError) -> Operation {
    guard let name = source.name else { throw Self.invalid("an op has no name") }
    var attributes: [String: AttributeValue] = [:]
    for index in 0..<Int(source.attribute_count) {
      let attribute = try element(source.attributes, index, source.attribute_stride, "attributes")
      guard let name = attribute.name else { throw Self.invalid("an attribute has no name") }
      attributes[String(cString: name)] = try value(attribute)
    }
    return Operation(
      name: String(cString: name),
      inputs: try values(source.inputs, source.input_count, "inputs"),
      outputs: try values(source.outputs, source.output_count, "outputs"),
      attributes: Attributes(attributes),
      scalars: try values(source.scalars, source.scalar_count, "scalars"),
      workspace: Workspace(
        at: Place(buffer: Int(source.workspace_buffer), offset: Int(clamping: source.workspace_offset)),
        byteCount: Int(clamping: source.workspace_bytes)))
  }

  private func value(_ attribute: concord_attribute) throws(BackendError) -> AttributeValue {
    switch Int(attribute.kind) {
    case Int(CONCORD_ATTRIBUTE_INTEGER): return .integer(Int(attribute.integer))
    case Int(CONCORD_ATTRIBUTE_FLOAT): return .float(attribute.number)
    case Int(CONCORD_ATTRIBUTE_BOOLEAN): return .boolean(attribute.integer != 0)
    case Int(CONCORD_ATTRIBUTE_STRING):
      guard let string = attribute.string else { throw Self.invalid("a string attribute has no value") }
      return .string(String(cString: string))
    default: throw Self.invalid("an attribute has the unknown kind \(attribute.kind)")
    }
  }

  /// Element `index` of an array whose elements are `stride` bytes apart, as a newer header may have them.
  private func element<Element>(
    _ base: UnsafePointer<Element>?, _ index: Int, _ stride: UInt64, _ what: String
  ) throws(BackendError) -> Element {
    guard let base, stride >= UInt64(MemoryLayout<Element>.size), stride <= 1 << 16 else {
      throw Self.invalid("\(what) are missing or have a stride of \(stride) bytes")
    }
    return UnsafeRawPointer(base).loadUnaligned(fromByteOffset: index * Int(stride), as: Element.self)
  }

  private func values(_ base: UnsafePointer<UInt32>?, _ count: UInt32, _ what: String) throws(BackendError) -> [Int] {
    guard count > 0 else { return [] }
    guard let base else { throw Self.invalid("\(what) are missing") }
    return (0..<Int(count)).map { Int(base[$0]) }
  }

  private static func invalid(_ problem: String) -> BackendError {
    BackendError(.invalidArgument, "reading a program across the C ABI: \(problem)")
  }
}
