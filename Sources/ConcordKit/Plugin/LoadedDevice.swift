import ConcordABI

/// An open device of a loaded backend. Closed with its last reference; buffers and programs hold one.
final class LoadedDevice: Device {
  let handle: OpaquePointer
  let backend: LoadedBackend
  let info: DeviceInfo

  var functions: PluginFunctions { backend.functions }

  init(_ handle: OpaquePointer, of backend: LoadedBackend) throws(BackendError) {
    self.handle = handle
    self.backend = backend
    var info = concord_device_info()
    info.size = UInt64(MemoryLayout<concord_device_info>.size)
    do throws(BackendError) {
      try backend.functions.attempt("device_describe") { $0.device_describe(handle, &info) }
    } catch {
      backend.functions.finish("device_close") { $0.device_close(handle) }
      throw error
    }
    self.info = DeviceInfo(info)
  }

  deinit { functions.finish("device_close") { $0.device_close(handle) } }

  func allocate(byteCount: Int) throws(BackendError) -> any DeviceBuffer {
    guard byteCount > 0 else { throw BackendError(.invalidArgument, "a buffer of \(byteCount) bytes was asked for") }
    var buffer: OpaquePointer?
    try functions.attempt("buffer_allocate") { $0.buffer_allocate(handle, UInt64(byteCount), &buffer) }
    guard let buffer else { throw missing("buffer") }
    return LoadedBuffer(buffer, byteCount: byteCount, on: self)
  }

  func workspace(for program: Program) throws(BackendError) -> [Int] {
    try program.validate()
    let encoder = ProgramEncoder(program)
    var byteCounts = [UInt64](repeating: 0, count: program.operations.count)
    try withExtendedLifetime(encoder) { () throws(BackendError) in
      var encoded = encoder.program
      try functions.attempt("program_query") { $0.program_query(handle, &encoded, &byteCounts) }
    }
    return byteCounts.map { Int(clamping: $0) }
  }

  func tune(_ program: Program) throws(BackendError) -> [TunedChoice] {
    guard functions.has(\.program_tune) else { return [] }
    try program.validate()
    let (encoder, reported) = (ProgramEncoder(program), ReportedChoices(operationCount: program.operations.count))
    try withExtendedLifetime((encoder, reported)) { () throws(BackendError) in
      var encoded = encoder.program
      try functions.attempt("program_tune") {
        $0.program_tune(
          handle, &encoded,
          { context, choice in
            guard let context, let choice else { return }
            Unmanaged<ReportedChoices>.fromOpaque(context).takeUnretainedValue().append(choice)
          }, Unmanaged.passUnretained(reported).toOpaque())
      }
    }
    if let problem = reported.problem {
      throw BackendError(.internal, "backend '\(backend.name)' reported a choice \(problem)")
    }
    return reported.choices
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
      try functions.attempt("program_compile") { $0.program_compile(handle, &encoded, &compiled) }
    }
    guard let compiled else { throw missing("compiled program") }
    return LoadedProgram(
      compiled, scalarCount: program.scalars.count, operationCount: program.operations.count, buffers: own, on: self)
  }

  func synchronize() throws(BackendError) {
    try functions.attempt("device_synchronize") { $0.device_synchronize(handle) }
  }

  func measurePeak(scratch: any DeviceBuffer) throws(BackendError) -> DevicePeak {
    guard functions.has(\.device_peak) else {
      throw BackendError(.unsupported, "backend '\(backend.name)' does not measure how fast its devices are at best")
    }
    guard let scratch = scratch as? LoadedBuffer, scratch.device === self else {
      throw BackendError(.invalidArgument, "measuring a device's peak with a buffer of another device")
    }
    try DevicePeak.check(scratchByteCount: scratch.byteCount)
    var peak = concord_peak()
    peak.size = UInt64(MemoryLayout<concord_peak>.size)
    try functions.attempt("device_peak") { $0.device_peak(handle, scratch.handle, &peak) }
    guard peak.multiply_adds_per_second > 0, peak.bytes_per_second > 0, peak.multiply_adds_per_second.isFinite,
      peak.bytes_per_second.isFinite
    else {
      throw BackendError(
        .internal,
        "backend '\(backend.name)' measured \(peak.multiply_adds_per_second) multiply-adds and \(peak.bytes_per_second) bytes "
          + "a second, which no device has")
    }
    return DevicePeak(
      multiplyAddsPerSecond: peak.multiply_adds_per_second, bytesPerSecond: peak.bytes_per_second)
  }

  fileprivate func missing(_ what: String) -> BackendError {
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

  deinit { device.functions.finish("buffer_release") { $0.buffer_release(handle) } }

  func write(_ bytes: UnsafeRawBufferPointer, at offset: Int) throws(BackendError) {
    try BufferRange.check(offset, bytes.count, of: byteCount)
    guard let base = bytes.baseAddress, !bytes.isEmpty else { return }
    try device.functions.attempt("buffer_write") { $0.buffer_write(handle, UInt64(offset), base, UInt64(bytes.count)) }
  }

  func read(into bytes: UnsafeMutableRawBufferPointer, at offset: Int) throws(BackendError) {
    try BufferRange.check(offset, bytes.count, of: byteCount)
    guard let base = bytes.baseAddress, !bytes.isEmpty else { return }
    try device.functions.attempt("buffer_read") { $0.buffer_read(handle, UInt64(offset), base, UInt64(bytes.count)) }
  }

  func startRead(at offset: Int, byteCount: Int) throws(BackendError) -> any PendingRead {
    guard device.functions.has(\.buffer_read_start), byteCount > 0 else {
      return try CompleteRead(of: self, at: offset, byteCount: byteCount)
    }
    try BufferRange.check(offset, byteCount, of: self.byteCount)
    var read: OpaquePointer?
    try device.functions.attempt("buffer_read_start") {
      $0.buffer_read_start(handle, UInt64(offset), UInt64(byteCount), &read)
    }
    guard let read else { throw device.missing("read") }
    return LoadedRead(read, byteCount: byteCount, of: self)
  }
}

/// A read of a loaded backend that is under way.
private final class LoadedRead: PendingRead {
  let byteCount: Int
  private var handle: OpaquePointer?
  /// Released after the read.
  private let buffer: LoadedBuffer

  init(_ handle: OpaquePointer, byteCount: Int, of buffer: LoadedBuffer) {
    self.handle = handle
    self.byteCount = byteCount
    self.buffer = buffer
  }

  deinit {
    // What was not waited for has nobody to tell.
    if let handle { try? finish(handle, nil) }
  }

  func finish(into bytes: UnsafeMutableRawBufferPointer) throws(BackendError) {
    guard let handle, let base = bytes.baseAddress, bytes.count == byteCount else {
      throw BackendError(
        .invalidArgument, "a read of \(byteCount) bytes is finished once, into as many; these are \(bytes.count)")
    }
    self.handle = nil
    try finish(handle, base)
  }

  private func finish(_ handle: OpaquePointer, _ target: UnsafeMutableRawPointer?) throws(BackendError) {
    try buffer.device.functions.attempt("read_finish") { $0.read_finish(handle, target) }
  }
}
