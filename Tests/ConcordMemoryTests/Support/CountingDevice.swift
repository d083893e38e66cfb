import Concord

/// The reference, which counts what is asked of it before a program runs.
final class CountingDevice: Device {
  private let underlying: any Device
  /// How often workspace was asked for, by what ``describe(_:of:)`` says of the operation.
  private(set) var asked: [String: Int] = [:]
  private(set) var tunings = 0
  private(set) var compilations = 0
  let info: DeviceInfo

  init() throws {
    underlying = try ReferenceBackend().open(device: 0, options: [:])
    var info = underlying.info
    info.memoryBytes = 1 << 34
    self.info = info
  }

  /// Name, attributes and the types of its tensors.
  static func describe(_ operation: Operation, of program: Program) -> String {
    let types = (operation.inputs + operation.outputs).map { "\(program.tensors[$0].type)" }
    return "\(operation.name) \(operation.attributes) \(types.joined(separator: " "))"
  }

  func allocate(byteCount: Int) throws(BackendError) -> any DeviceBuffer { try underlying.allocate(byteCount: byteCount) }

  func tune(_ program: Program) throws(BackendError) -> [TunedChoice] {
    tunings += 1
    return []
  }

  func workspace(for program: Program) throws(BackendError) -> [Int] {
    for operation in program.operations { asked[Self.describe(operation, of: program), default: 0] += 1 }
    return try underlying.workspace(for: program)
  }

  func compile(_ program: Program, buffers: [any DeviceBuffer]) throws(BackendError) -> any CompiledProgram {
    compilations += 1
    return try underlying.compile(program, buffers: buffers)
  }

  func synchronize() throws(BackendError) { try underlying.synchronize() }
}
