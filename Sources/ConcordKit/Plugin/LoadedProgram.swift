import ConcordABI
import ConcordFiles

/// A compiled program of a loaded backend. Keeps its buffers and its device.
final class LoadedProgram: CompiledProgram {
  private let handle: OpaquePointer
  private let scalarCount: Int
  private let operationCount: Int
  private let buffers: [LoadedBuffer]
  private let device: LoadedDevice

  init(
    _ handle: OpaquePointer, scalarCount: Int, operationCount: Int, buffers: [LoadedBuffer], on device: LoadedDevice
  ) {
    self.handle = handle
    self.scalarCount = scalarCount
    self.operationCount = operationCount
    self.buffers = buffers
    self.device = device
  }

  deinit { device.functions.finish("program_release") { $0.program_release(handle) } }

  func run(_ scalars: [UInt32]) throws(BackendError) {
    try check(scalars)
    try device.functions.attempt("program_run") { $0.program_run(handle, scalars, UInt32(scalars.count)) }
  }

  func profile(_ scalars: [UInt32]) throws(BackendError) -> [LaunchRecord] {
    guard device.functions.has(\.program_profile) else {
      throw BackendError(.unsupported, "backend '\(device.backend.name)' does not tell when its kernels were at work")
    }
    try check(scalars)
    let launches = Launches(operationCount: operationCount)
    try withExtendedLifetime(launches) { () throws(BackendError) in
      try device.functions.attempt("program_profile") {
        $0.program_profile(
          handle, scalars, UInt32(scalars.count),
          { context, launch in
            guard let context, let launch else { return }
            Unmanaged<Launches>.fromOpaque(context).takeUnretainedValue().append(launch)
          }, Unmanaged.passUnretained(launches).toOpaque())
      }
    }
    if let problem = launches.problem {
      throw BackendError(.internal, "backend '\(device.backend.name)' reported a launch \(problem)")
    }
    return launches.records
  }

  private func check(_ scalars: [UInt32]) throws(BackendError) {
    guard scalars.count == scalarCount else {
      throw BackendError(.invalidArgument, "a program with \(scalarCount) scalars was run with \(scalars.count)")
    }
  }

  /// Takes what a backend reports, trusting none of it.
  private final class Launches {
    private let operationCount: Int
    private(set) var records: [LaunchRecord] = []
    /// What was wrong with the first bad one.
    private(set) var problem: String?

    init(operationCount: Int) { self.operationCount = operationCount }

    func append(_ pointer: UnsafePointer<concord_launch>) {
      guard problem == nil else { return }
      guard let size = ForeignMemory.load(UInt64.self, at: pointer) else {
        problem = "at an address where no memory is"
        return
      }
      guard size >= UInt64(MemoryLayout<concord_launch>.size),
        let launch = ForeignMemory.load(concord_launch.self, at: pointer)
      else {
        problem = "of \(size) bytes, which cannot be read"
        return
      }
      guard Int(launch.op_index) < operationCount else {
        problem = "of operation \(launch.op_index), which the program does not have"
        return
      }
      guard launch.start <= launch.end else {
        problem = "that ended before it began"
        return
      }
      records.append(
        LaunchRecord(
          operation: Int(launch.op_index), name: Self.name(launch), start: launch.start, end: launch.end))
    }

    private static func name(_ launch: concord_launch) -> String {
      launch.name.flatMap { ForeignMemory.text(at: $0, limit: 256) }?.printable(limit: 256) ?? "unnamed"
    }
  }
}
