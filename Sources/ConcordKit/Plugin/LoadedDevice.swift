import ConcordABI

/// An open device of a loaded backend. Closed with its last reference; buffers and programs hold one.
final class LoadedDevice: Device {
  let handle: OpaquePointer
  let backend: LoadedBackend
  let info: DeviceInfo

  var calls: concord_backend { backend.table.pointer.pointee }

  init(_ handle: OpaquePointer, of backend: LoadedBackend) throws(BackendError) {
    self.handle = handle
    self.backend = backend
    var info = concord_device_info()
    info.size = UInt64(MemoryLayout<concord_device_info>.size)
    do throws(BackendError) {
      try BackendError.check(backend.table.pointer.pointee.device_describe(handle, &info))
    } catch {
      backend.table.pointer.pointee.device_close(handle)
      throw error
    }
    self.info = DeviceInfo(info)
  }

  deinit { calls.device_close(handle) }

  func allocate(byteCount: Int) throws(BackendError) -> any DeviceBuffer {
    guard byteCount > 0 else { throw BackendError(.invalidArgument, "a buffer of \(byteCount) bytes was asked for") }
    var buffer: OpaquePointer?
    try BackendError.check(calls.buffer_allocate(handle, UInt64(byteCount), &buffer))
    guard let buffer else { throw missing("buffer") }
    return LoadedBuffer(buffer, byteCount: byteCount, on: self)
  }

  func workspace(for program: Program) throws(BackendError) -> [Int] {
    try program.validate()
    let encoder = ProgramEncoder(program)
    var byteCounts = [UInt64](repeating: 0, count: program.operations.count)
    try withExtendedLifetime(encoder) { () throws(BackendError) in
      var encoded = encoder.program
      try BackendError.check(calls.program_query(handle, &encoded, &byteCounts))
    }
    return byteCounts.map { Int(clamping: $0) }
  }

  func compile(_ program: Program, buffers: [any DeviceBuffer]) throws(BackendError) -> any CompiledProgram {
    var own: [LoadedBuffer] = []
    for buffer in buffers {
      guard let buffer = buffer as? LoadedBuffer, buffer.device === self else {
        throw BackendError(.invalidArgument, "compiling a program with a buffer of another device")
      }
      own.append(buffer)
    }
    try program.validate(bufferByteCounts: own.map(\.byteCount))
    let encoder = ProgramEncoder(program, buffers: own.map(\.handle))
    var compiled: OpaquePointer?
    try withExtendedLifetime(encoder) { () throws(BackendError) in
      var encoded = encoder.program
      try BackendError.check(calls.program_compile(handle, &encoded, &compiled))
    }
    guard let compiled else { throw missing("compiled program") }
    return LoadedProgram(compiled, scalarCount: program.scalars.count, buffers: own, on: self)
  }

  func synchronize() throws(BackendError) { try BackendError.check(calls.device_synchronize(handle)) }

  private func missing(_ what: String) -> BackendError {
    BackendError(.internal, "backend '\(backend.name)' reported success but returned no \(what)")
  }
}

/// Device memory of a loaded backend.
final class LoadedBuffer: DeviceBuffer {
  let handle: OpaquePointer
  let byteCount: Int
  let device: LoadedDevice

  init(_ handle: OpaquePointer, byteCount: Int, on device: LoadedDevice) {
    self.handle = handle
    self.byteCount = byteCount
    self.device = device
  }

  deinit { device.calls.buffer_release(handle) }

  func write(_ bytes: UnsafeRawBufferPointer, at offset: Int) throws(BackendError) {
    try BufferRange.check(offset, bytes.count, of: byteCount)
    guard let base = bytes.baseAddress, !bytes.isEmpty else { return }
    try BackendError.check(device.calls.buffer_write(handle, UInt64(offset), base, UInt64(bytes.count)))
  }

  func read(into bytes: UnsafeMutableRawBufferPointer, at offset: Int) throws(BackendError) {
    try BufferRange.check(offset, bytes.count, of: byteCount)
    guard let base = bytes.baseAddress, !bytes.isEmpty else { return }
    try BackendError.check(device.calls.buffer_read(handle, UInt64(offset), base, UInt64(bytes.count)))
  }
}

/// A compiled program of a loaded backend. Keeps its buffers and its device.
final class LoadedProgram: CompiledProgram {
  private let handle: OpaquePointer
  private let scalarCount: Int
  private let buffers: [LoadedBuffer]
  private let device: LoadedDevice

  init(_ handle: OpaquePointer, scalarCount: Int, buffers: [LoadedBuffer], on device: LoadedDevice) {
    self.handle = handle
    self.scalarCount = scalarCount
    self.buffers = buffers
    self.device = device
  }

  deinit { device.calls.program_release(handle) }

  func run(_ scalars: [UInt32]) throws(BackendError) {
    guard scalars.count == scalarCount else {
      throw BackendError(.invalidArgument, "a program with \(scalarCount) scalars was run with \(scalars.count)")
    }
    try BackendError.check(device.calls.program_run(handle, scalars, UInt32(scalars.count)))
  }
}
