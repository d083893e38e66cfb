import Concord

/// The reference, which counts what is asked of it before a program runs.
final class CountingDevice: Device {
  private let underlying: any Device
  /// How often workspace was asked for.
  private(set) var asked: [Question: Int] = [:]
  private(set) var tunings = 0
  private(set) var compilations = 0
  let info: DeviceInfo

  init() throws {
    underlying = try ReferenceBackend().open(device: 0, options: [:])
    var info = underlying.info
    info.memoryBytes = 1 << 34
    self.info = info
  }

  /// What decides the workspace of an operation.
  struct Question: Hashable {
    var name: String
    var attributes: Attributes
    var types: [TensorType]

    init(_ operation: Operation, of program: Program) {
      name = operation.name
      attributes = operation.attributes
      types = (operation.inputs + operation.outputs).map { program.tensors[$0].type }
    }
  }

  func allocate(byteCount: Int) throws(BackendError) -> any DeviceBuffer { try underlying.allocate(byteCount: byteCount) }

  func tune(_ program: Program) throws(BackendError) -> [TunedChoice] {
    tunings += 1
    return []
  }

  func workspace(for program: Program) throws(BackendError) -> [Int] {
    for operation in program.operations { asked[Question(operation, of: program), default: 0] += 1 }
    return try underlying.workspace(for: program)
  }

  func compile(_ program: Program, buffers: [any DeviceBuffer]) throws(BackendError) -> any CompiledProgram {
    compilations += 1
    return try underlying.compile(program, buffers: buffers)
  }

  func synchronize() throws(BackendError) { try underlying.synchronize() }
}
