import ConcordKit
import ConcordReference

/// The reference with one mistake.
public struct MutantBackend: Backend {
  public let mutation: Mutation?
  private let reference = ReferenceBackend()

  /// - Parameter mutation: nil: no mistake.
  public init(_ mutation: Mutation?) { self.mutation = mutation }

  public var name: String { "mutant" }
  public var version: String { reference.version }

  private var fault: CallFault? {
    if case .call(let fault) = mutation?.change { fault } else { nil }
  }

  public func devices() throws(BackendError) -> [DeviceInfo] {
    var infos = try reference.devices()
    infos[0] = changed(infos[0])
    if fault == .devicesChange { infos[0].notes = "seen at \(ContinuousClock.now)" }
    return infos
  }

  public func open(device index: Int, options: [String: String]) throws(BackendError) -> any Device {
    let device = try reference.open(device: fault == .anyDeviceOpens ? 0 : index, options: options)
    return MutantDevice(device, info: changed(device.info), mutation, fault)
  }

  private func changed(_ info: DeviceInfo) -> DeviceInfo {
    var info = info
    if fault == .noLimit { info.maximumAllocationBytes = 0 }
    if fault == .conformanceUnknown { info.conformance = .unknown }
    return info
  }
}

final class MutantDevice: Device {
  let info: DeviceInfo
  let underlying: any Device
  private let mutation: Mutation?
  private let fault: CallFault?
  private var leaked: [any DeviceBuffer] = []
  private var queries = 0

  init(_ underlying: any Device, info: DeviceInfo, _ mutation: Mutation?, _ fault: CallFault?) {
    self.underlying = underlying
    self.info = info
    self.mutation = mutation
    self.fault = fault
  }

  func allocate(byteCount: Int) throws(BackendError) -> any DeviceBuffer {
    var taken = byteCount
    if fault == .emptyBuffersAccepted { taken = max(taken, 1) }
    if fault == .absurdBuffersAccepted { taken = min(taken, 1 << 30) }
    let buffer = try underlying.allocate(byteCount: taken)
    if fault == .leakedBuffers { leaked.append(buffer) }
    if fault == .garbageInNewBuffers { try buffer.copy([UInt32](repeating: 0xcdcd_cdcd, count: byteCount / 4), to: 0) }
    return MutantBuffer(buffer, byteCount: fault == .wrongBufferSize ? byteCount * 2 : byteCount, fault, self)
  }

  func workspace(for program: Program) throws(BackendError) -> [Int] {
    try refuseEmpty(program)
    var sizes = try translated { () throws(BackendError) in try underlying.workspace(for: accepted(program)) }
    queries += 1
    for index in sizes.indices {
      switch fault {
      case .absurdWorkspace: sizes[index] = Int.max
      case .changingWorkspace: sizes[index] = 256 * queries
      case .workspaceOverrun: sizes[index] = 300
      default: break
      }
    }
    return sizes
  }

  func compile(_ program: Program, buffers: [any DeviceBuffer]) throws(BackendError) -> any CompiledProgram {
    try refuseEmpty(program)
    let own = buffers.compactMap { $0 as? MutantBuffer }
    let program = accepted(program)
    let device = fault == .foreignBuffersAccepted ? own.first?.device.underlying ?? underlying : underlying
    let memory = own.map(\.underlying)
    // All of it first: that it is valid is decided for the whole.
    let whole = try translated { () throws(BackendError) in try device.compile(program, buffers: memory) }
    if fault == .compileRuns { try whole.run(program.scalars.map { _ in 0 }) }
    guard let mutation else { return whole }
    var steps: [any CompiledProgram] = []
    for operation in program.operations {
      let part = Program(tensors: program.tensors, operations: [operation], scalars: program.scalars)
      steps.append(try device.compile(part, buffers: memory))
    }
    return MutantProgram(program, steps, memory, mutation)
  }

  func synchronize() throws(BackendError) { try underlying.synchronize() }

  private func refuseEmpty(_ program: Program) throws(BackendError) {
    guard fault == .emptyTensorsRefused else { return }
    for tensor in program.tensors where tensor.type.elementCount == 0 {
      throw BackendError(.invalidArgument, "a tensor of \(tensor.type) is empty")
    }
  }

  private func accepted(_ program: Program) -> Program {
    guard fault == .unknownAttributesAccepted else { return program }
    var program = program
    for index in program.operations.indices {
      let values = program.operations[index].attributes.values.filter { $0.key != "frobnication" }
      program.operations[index].attributes = Attributes(values)
    }
    return program
  }

  private func translated<Result>(_ body: () throws(BackendError) -> Result) throws(BackendError) -> Result {
    do throws(BackendError) {
      return try body()
    } catch {
      var error = error
      if fault == .wrongErrorCode, error.code == .unsupported { error.code = .internal }
      if fault == .noOperationIndex { error.operation = nil }
      throw error
    }
  }
}

final class MutantBuffer: DeviceBuffer {
  let byteCount: Int
  let underlying: any DeviceBuffer
  let device: MutantDevice
  private let fault: CallFault?
  private var late: (bytes: [UInt8], offset: Int)?

  init(_ underlying: any DeviceBuffer, byteCount: Int, _ fault: CallFault?, _ device: MutantDevice) {
    self.underlying = underlying
    self.byteCount = byteCount
    self.fault = fault
    self.device = device
  }

  func write(_ bytes: UnsafeRawBufferPointer, at offset: Int) throws(BackendError) {
    if fault == .absurdBuffersAccepted { try? underlying.write(bytes, at: min(offset, 1 << 20)) }
    do throws(BackendError) {
      // A small write waits for the next one.
      guard fault == .lateWrites, bytes.count <= 4 else { return try underlying.write(bytes, at: offset) }
      if let late { try underlying.copy(late.bytes, to: late.offset) }
      late = (Array(bytes), offset)
    } catch {
      guard fault == .transfersClamped || fault == .absurdBuffersAccepted, error.code == .invalidArgument else { throw error }
    }
  }

  func read(into bytes: UnsafeMutableRawBufferPointer, at offset: Int) throws(BackendError) {
    do throws(BackendError) {
      try underlying.read(into: bytes, at: offset)
    } catch {
      guard fault == .transfersClamped, error.code == .invalidArgument else { throw error }
    }
  }
}

extension DeviceBuffer {
  func copy<Element: BitwiseCopyable>(_ values: [Element], to offset: Int) throws(BackendError) {
    try values.withUnsafeBytes { bytes in Result { () throws(BackendError) in try write(bytes, at: offset) } }.get()
  }

  func words(count: Int, at offset: Int) throws(BackendError) -> [UInt32] {
    var words = [UInt32](repeating: 0, count: count)
    try words.withUnsafeMutableBytes { bytes in
      Result { () throws(BackendError) in try read(into: bytes, at: offset) }
    }.get()
    return words
  }
}
