import ConcordKit

/// A program whose kernels stand ready with their arguments; a run sets the scalars that changed and starts them.
final class OpenCLProgram: CompiledProgram {
  private struct Step {
    var kernel: Kernel
    var name: String
    /// What it is in the library of kernels; nil: a kernel of the program's own.
    var known: KernelName?
    /// Of the first work-item; nil: none.
    var offset: [Int]?
    var global: [Int]
    var local: [Int]
    /// Arguments of the kernel that are run scalars.
    var scalars: [(argument: Int, scalar: Int)]
    var operation: Int
  }

  private let device: OpenCLDevice
  private let program: Program
  /// Kept: a kernel does not keep its memory.
  private let buffers: [OpenCLBuffer]
  private var steps: [Step] = []
  /// Kept for the kernels of the program's own.
  private var parts: [MemoryObject] = []
  private var hasStarted = false
  /// What the kernels' scalar arguments are now.
  private var scalars: [UInt32]?

  init(_ program: Program, buffers: [OpenCLBuffer], on device: OpenCLDevice) throws(BackendError) {
    try program.validate(bufferByteCounts: buffers.map(\.byteCount))
    self.program = program
    self.buffers = buffers
    self.device = device
    var plans: [OperationKernels] = []
    for (index, operation) in program.operations.enumerated() {
      let plan = try OpenCLOperations.kernels(operation, at: index, of: program, on: device.traits)
      guard operation.workspace.byteCount >= plan.workspaceByteCount else {
        throw BackendError(
          .invalidArgument,
          "\(operation.name) needs \(plan.workspaceByteCount) bytes of workspace, but got \(operation.workspace.byteCount)",
          operation: index)
      }
      plans.append(plan)
    }
    device.kernels.prepare(Set(plans.flatMap(\.launches).map(\.kernel)))
    for (index, plan) in plans.enumerated() {
      do throws(BackendError) {
        switch plan {
        case .planned(let plan): for launch in plan.launches { steps += try self.steps(launch, of: index) }
        case .own(let own): if let step = try self.step(own, of: index) { steps.append(step) }
        }
      } catch {
        throw located(error, at: index)
      }
    }
  }

  func run(_ values: [UInt32]) throws(BackendError) {
    for buffer in buffers { try device.work.willUse(&buffer.traffic) }
    device.work.isIdle = false
    try start(values) { step throws(BackendError) in
      try device.calls.start(step.kernel, from: step.offset, global: step.global, local: step.local, on: device.queue)
    }
    let mark = try device.work.mark(buffers.map(\.traffic))
    for buffer in buffers { device.work.didUse(&buffer.traffic, until: mark) }
    try device.calls.flush(device.queue)
  }

  /// Runs on a queue of its own, which keeps time; the device's queue waits before and after.
  func profile(_ values: [UInt32]) throws(BackendError) -> [LaunchRecord] {
    try device.synchronize()
    let queue = try device.calls.queue(of: device.id, in: device.context, profiles: true)
    var launches: [(step: Step, event: Event)] = []
    do throws(BackendError) {
      try start(values) { step throws(BackendError) in
        let event = try device.calls.startTimed(
          step.kernel, from: step.offset, global: step.global, local: step.local, on: queue)
        launches.append((step, event))
      }
      try device.calls.finish(queue)
    } catch {
      // What was started must not run on beside the device's queue.
      try? device.calls.finish(queue)
      throw error
    }
    var records: [LaunchRecord] = []
    for (step, event) in launches {
      let time = try device.calls.time(of: event)
      records.append(LaunchRecord(operation: step.operation, name: step.name, start: time.start, end: time.end))
    }
    return records
  }

  /// Sets the scalars that changed and hands each step to `launch`, in order.
  private func start(
    _ values: [UInt32], _ launch: (Step) throws(BackendError) -> Void
  ) throws(BackendError) {
    guard values.count == program.scalars.count else {
      throw BackendError(
        .invalidArgument, "a program with \(program.scalars.count) scalars was run with \(values.count)")
    }
    let isFirst = !hasStarted
    hasStarted = true
    let present = scalars
    // Unknown, should a call below fail.
    scalars = nil
    for step in steps {
      do throws(BackendError) {
        for (argument, scalar) in step.scalars where present?[scalar] != values[scalar] {
          try device.calls.setArgument(argument, of: step.kernel, to: values[scalar])
        }
        if isFirst, let known = step.known { device.kernels.willStart(known) }
        try launch(step)
      } catch {
        throw located(error, at: step.operation)
      }
    }
    scalars = values
  }

  /// One for each piece of a launch; all with one kernel, whose arguments are theirs together.
  private func steps(_ launch: PlannedLaunch, of operation: Int) throws(BackendError) -> [Step] {
    let kernel = try device.kernels.kernel(launch.kernel)
    let grid = try device.fitted(launch, to: kernel)
    let scalars = try device.calls.setArguments(
      launch.arguments, of: kernel, as: launch.signature, memory: { buffers[$0].memory })
    let pieces = grid.pieces(launch.pieceCount)
    return pieces.enumerated().map { number, piece in
      Step(
        kernel: kernel, name: launch.kernel.function, known: launch.kernel, offset: pieces.count > 1 ? piece.offset : nil,
        global: piece.global, local: grid.local, scalars: number == 0 ? scalars : [], operation: operation)
    }
  }

  /// Nil where there is nothing to compute.
  private func step(_ own: OwnKernel, of index: Int) throws(BackendError) -> Step? {
    let launch = try OwnLaunch(own, program.operations[index], of: program, buffers: buffers, on: device)
    guard own.global.allSatisfy({ $0 > 0 }) else { return nil }
    parts += launch.parts
    return Step(
      kernel: launch.kernel, name: own.entry, known: nil, offset: nil, global: own.global, local: own.local,
      scalars: launch.scalars, operation: index)
  }

  private func located(_ error: BackendError, at operation: Int) -> BackendError {
    BackendError(error.code, "\(program.operations[operation].name): \(error.message)", operation: operation)
  }
}
