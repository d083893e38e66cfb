import ConcordKit

/// The reference's device, but for a mistake in its calls.
final class MutantDevice: Device {
  let info: DeviceInfo
  let underlying: any Device
  private let mutation: Mutation?
  private let fault: CallFault?
  private let calls: ForeignCalls
  private var leaked: [any DeviceBuffer] = []
  private var queries = 0

  init(_ underlying: any Device, info: DeviceInfo, _ mutation: Mutation?, _ fault: CallFault?, _ calls: ForeignCalls) {
    self.underlying = underlying
    self.info = info
    self.mutation = mutation
    self.fault = fault
    self.calls = calls
  }

  func allocate(byteCount: Int) throws(BackendError) -> any DeviceBuffer {
    var taken = byteCount
    if fault == .emptyBuffersAccepted { taken = max(taken, 1) }
    if fault == .absurdBuffersAccepted { taken = min(taken, 1 << 30) }
    let buffer = try underlying.allocate(byteCount: taken)
    if fault == .leakedBuffers { leaked.append(buffer) }
    if fault == .garbageInNewBuffers { try buffer.write([UInt32](repeating: 0xcdcd_cdcd, count: byteCount / 4), at: 0) }
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
    return MutantProgram(program, steps, memory, mutation, calls)
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
