import ConcordKit

/// The host's memory and arithmetic as a device. Everything is done when a call returns.
final class ReferenceDevice: Device {
  let info: DeviceInfo

  init(info: DeviceInfo) { self.info = info }

  func allocate(byteCount: Int) throws(BackendError) -> any DeviceBuffer {
    try ReferenceBuffer(byteCount: byteCount, on: self)
  }

  /// No operation needs any.
  func workspace(for program: Program) throws(BackendError) -> [Int] {
    try program.validate()
    for (index, operation) in program.operations.enumerated() {
      _ = try ReferenceOperations.definition(of: operation, at: index)
    }
    return program.operations.map { _ in 0 }
  }

  func compile(_ program: Program, buffers: [any DeviceBuffer]) throws(BackendError) -> any CompiledProgram {
    var own: [ReferenceBuffer] = []
    for buffer in buffers {
      guard let buffer = buffer as? ReferenceBuffer, buffer.device === self else {
        throw BackendError(.invalidArgument, "compiling a program with a buffer of another device")
      }
      own.append(buffer)
    }
    return try ReferenceProgram(program, buffers: own)
  }

  func synchronize() throws(BackendError) {}
}
