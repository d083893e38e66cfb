import Concord

/// The reference with a largest single allocation, as OpenCL devices have one, and with a wish for workspace.
final class LimitedDevice: Device {
  private let underlying: any Device
  private let workspaceBytes: Int
  private(set) var allocated: [Int] = []
  private(set) var compilations = 0
  let info: DeviceInfo

  init(maximumAllocation: Int? = nil, workspaceBytes: Int = 0) throws {
    underlying = try ReferenceBackend().open(device: 0, options: [:])
    self.workspaceBytes = workspaceBytes
    var info = underlying.info
    info.maximumAllocationBytes = maximumAllocation
    self.info = info
  }

  func allocate(byteCount: Int) throws(BackendError) -> any DeviceBuffer {
    if let limit = info.maximumAllocationBytes, byteCount > limit {
      throw BackendError(.outOfMemory, "\(byteCount) bytes are more than \(limit)")
    }
    allocated.append(byteCount)
    return try underlying.allocate(byteCount: byteCount)
  }

  func workspace(for program: Program) throws(BackendError) -> [Int] {
    try underlying.workspace(for: program).map { $0 + workspaceBytes }
  }

  func compile(_ program: Program, buffers: [any DeviceBuffer]) throws(BackendError) -> any CompiledProgram {
    compilations += 1
    try program.validate(bufferByteCounts: buffers.map(\.byteCount))
    var program = program
    for index in program.operations.indices { program.operations[index].workspace = .none }
    return try underlying.compile(program, buffers: buffers)
  }

  func synchronize() throws(BackendError) { try underlying.synchronize() }
}
