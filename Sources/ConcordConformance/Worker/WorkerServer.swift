import ConcordKit

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// The worker's side: does what the suite asks with the backend, until the suite closes its end.
package final class WorkerServer {
  private let catalog: BackendCatalog
  private let socket: Socket
  private var backend: (any Backend)?
  private var objects: [Int: AnyObject] = [:]
  private var nextHandle = 1

  /// The descriptor on which a worker process finds its end of the pair.
  package static let descriptor: Int32 = 3

  package init(catalog: BackendCatalog, descriptor: Int32 = WorkerServer.descriptor) {
    self.catalog = catalog
    socket = Socket(descriptor)
  }

  package func run() {
    while case .message(let request) = socket.receive() {
      var answer = MessageWriter()
      do throws(BackendError) {
        answer.write(UInt32(0))
        try serve(MessageReader(request), &answer)
      } catch {
        answer = MessageWriter()
        answer.write(UInt32(1))
        answer.write(error)
      }
      // What a plugin printed must be there before the suite looks.
      fflush(nil)
      guard socket.send(answer.bytes) else { return }
    }
  }

  private func serve(_ request: consuming MessageReader, _ answer: inout MessageWriter) throws(BackendError) {
    var request = request
    guard let kind = WorkerRequest(rawValue: try request.word()) else { throw MessageReader.damaged }
    switch kind {
    case .start:
      let opened = try catalog.open(try request.text(), options: try request.options(), probes: false)
      backend = opened.backend
      answer.write(opened.backend.name)
      answer.write(opened.backend.version)
      answer.write(opened.index)
      answer.write(keep(opened.device))
      answer.write(opened.device.info)
    case .load:
      let loaded = try catalog.load(try request.text())
      backend = loaded
      answer.write(loaded.name)
      answer.write(loaded.version)
    case .probe:
      let opened = try OpenedBackend(
        try started(), device: try request.integer(), options: try request.options(), probes: true)
      answer.write(opened.device.info)
      answer.write(opened.standing)
    case .facts:
      answer.write(try started().facts(device: try request.integer())) {
        $0.write($1.name)
        $0.write($1.value)
      }
    case .callerChanges:
      answer.write((backend as? any CallerWatching)?.callerChanges ?? []) { $0.write($1) }
    case .devices:
      answer.write(try started().devices()) { $0.write($1) }
    case .open:
      let index = try request.integer()
      let device = try started().open(device: index, options: try request.options())
      answer.write(keep(device))
      answer.write(device.info)
    case .allocate:
      let device = try device(&request)
      answer.write(keep(try device.allocate(byteCount: try request.integer())))
    case .write:
      let buffer = try buffer(&request)
      let offset = try request.integer()
      try buffer.write(Array(try request.block()), at: offset)
    case .read:
      let buffer = try buffer(&request)
      let (offset, count) = (try request.integer(), try request.integer())
      answer.write(try buffer.bytes(count: count, at: offset))
    case .startRead:
      let buffer = try buffer(&request)
      let (offset, count) = (try request.integer(), try request.integer())
      answer.write(keep(try buffer.startRead(at: offset, byteCount: count)))
    case .finishRead:
      answer.write(try object(try request.integer(), as: (any PendingRead).self).bytes())
    case .tune:
      let device = try device(&request)
      answer.write(try device.tune(try request.program())) { $0.write($1) }
    case .workspace:
      let device = try device(&request)
      answer.write(try device.workspace(for: try request.program())) { $0.write($1) }
    case .compile:
      let device = try device(&request)
      let program = try request.program()
      var buffers: [any DeviceBuffer] = []
      for handle in try request.integers() { buffers.append(try object(handle, as: (any DeviceBuffer).self)) }
      answer.write(keep(try device.compile(program, buffers: buffers)))
    case .run:
      let program = try object(try request.integer(), as: (any CompiledProgram).self)
      try program.run(try request.words())
    case .profile:
      let program = try object(try request.integer(), as: (any CompiledProgram).self)
      answer.write(try program.profile(try request.words())) { $0.write($1) }
    case .peak:
      let device = try device(&request)
      let peak = try device.measurePeak(scratch: try buffer(&request))
      answer.write(Int(truncatingIfNeeded: peak.multiplyAddsPerSecond.bitPattern))
      answer.write(Int(truncatingIfNeeded: peak.bytesPerSecond.bitPattern))
    case .synchronize:
      try device(&request).synchronize()
    case .release:
      objects[try request.integer()] = nil
    case .residentByteCount:
      answer.write(ResidentMemory.byteCount() ?? -1)
    case .runConcurrently:
      answer.write(try request.concurrentRuns().run(on: try started())) { $0.write($1) }
    }
  }

  private func keep(_ object: AnyObject) -> Int {
    defer { nextHandle += 1 }
    objects[nextHandle] = object
    return nextHandle
  }

  private func started() throws(BackendError) -> any Backend {
    guard let backend else { throw BackendError(.internal, "the worker was asked before it was started") }
    return backend
  }

  private func device(_ request: inout MessageReader) throws(BackendError) -> any Device {
    try object(try request.integer(), as: (any Device).self)
  }

  private func buffer(_ request: inout MessageReader) throws(BackendError) -> any DeviceBuffer {
    try object(try request.integer(), as: (any DeviceBuffer).self)
  }

  private func object<Object>(_ handle: Int, as type: Object.Type) throws(BackendError) -> Object {
    guard let object = objects[handle] as? Object else {
      throw BackendError(.internal, "the worker has no \(type) with the handle \(handle)")
    }
    return object
  }
}
