import ConcordKit

/// A device in a worker process.
final class WorkerDevice: Device {
  let info: DeviceInfo
  private let object: WorkerObject
  private var process: WorkerProcess { object.process }

  init(_ object: WorkerObject, info: DeviceInfo) {
    self.object = object
    self.info = info
  }

  func allocate(byteCount: Int) throws(BackendError) -> any DeviceBuffer {
    var answer = try process.call(.allocate) {
      $0.write(object.handle)
      $0.write(byteCount)
    }
    return WorkerBuffer(WorkerObject(try answer.integer(), process), byteCount: byteCount)
  }

  func tune(_ program: Program) throws(BackendError) -> [TunedChoice] {
    var answer = try process.call(.tune) {
      $0.write(object.handle)
      $0.write(program)
    }
    return try answer.choices()
  }

  func workspace(for program: Program) throws(BackendError) -> [Int] {
    var answer = try process.call(.workspace) {
      $0.write(object.handle)
      $0.write(program)
    }
    return try answer.integers()
  }

  func compile(_ program: Program, buffers: [any DeviceBuffer]) throws(BackendError) -> any CompiledProgram {
    var handles: [Int] = []
    for buffer in buffers {
      // One of another device of this process goes to the worker, which must refuse it.
      guard let buffer = buffer as? WorkerBuffer, buffer.object.process === process else {
        throw BackendError(.invalidArgument, "compiling a program with a buffer of another backend")
      }
      handles.append(buffer.object.handle)
    }
    var answer = try process.call(.compile) {
      $0.write(object.handle)
      $0.write(program)
      $0.write(handles) { $0.write($1) }
    }
    return WorkerProgram(WorkerObject(try answer.integer(), process))
  }

  func measurePeak(scratch: any DeviceBuffer) throws(BackendError) -> DevicePeak {
    guard let buffer = scratch as? WorkerBuffer, buffer.object.process === process else {
      throw BackendError(.invalidArgument, "measuring a device's peak with a buffer of another backend")
    }
    var answer = try process.call(.peak) {
      $0.write(object.handle)
      $0.write(buffer.object.handle)
    }
    return try answer.peak()
  }

  func synchronize() throws(BackendError) { _ = try process.call(.synchronize) { $0.write(object.handle) } }
}

final class WorkerBuffer: DeviceBuffer {
  let byteCount: Int
  let object: WorkerObject

  init(_ object: WorkerObject, byteCount: Int) {
    self.object = object
    self.byteCount = byteCount
  }

  func write(_ bytes: UnsafeRawBufferPointer, at offset: Int) throws(BackendError) {
    _ = try object.process.call(.write) {
      $0.write(object.handle)
      $0.write(offset)
      $0.write(bytes)
    }
  }

  func read(into bytes: UnsafeMutableRawBufferPointer, at offset: Int) throws(BackendError) {
    var answer = try object.process.call(.read) {
      $0.write(object.handle)
      $0.write(offset)
      $0.write(bytes.count)
    }
    let block = try answer.block()
    guard block.count == bytes.count else { throw MessageReader.damaged }
    bytes.copyBytes(from: block)
  }

  func startRead(at offset: Int, byteCount: Int) throws(BackendError) -> any PendingRead {
    var answer = try object.process.call(.startRead) {
      $0.write(object.handle)
      $0.write(offset)
      $0.write(byteCount)
    }
    return WorkerRead(WorkerObject(try answer.integer(), object.process), byteCount: byteCount)
  }
}

final class WorkerRead: PendingRead {
  let byteCount: Int
  private let object: WorkerObject

  init(_ object: WorkerObject, byteCount: Int) {
    self.object = object
    self.byteCount = byteCount
  }

  func finish(into bytes: UnsafeMutableRawBufferPointer) throws(BackendError) {
    var answer = try object.process.call(.finishRead) { $0.write(object.handle) }
    let block = try answer.block()
    guard block.count == bytes.count else { throw MessageReader.damaged }
    bytes.copyBytes(from: block)
  }
}

final class WorkerProgram: CompiledProgram {
  private let object: WorkerObject

  init(_ object: WorkerObject) { self.object = object }

  func run(_ scalars: [UInt32]) throws(BackendError) {
    _ = try object.process.call(.run) {
      $0.write(object.handle)
      $0.write(scalars) { $0.write($1) }
    }
  }

  func profile(_ scalars: [UInt32]) throws(BackendError) -> [LaunchRecord] {
    var answer = try object.process.call(.profile) {
      $0.write(object.handle)
      $0.write(scalars) { $0.write($1) }
    }
    return try answer.launches()
  }
}
