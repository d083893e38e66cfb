import ConcordKit
import ConcordNumerics

/// An open OpenCL device: a context, its queues and its kernels.
final class OpenCLDevice: Device {
  let info: DeviceInfo
  let traits: DeviceTraits
  let calls: OpenCLCalls
  let id: DeviceID
  let context: Context
  let work: DeviceQueue
  var queue: Queue { work.queue }
  let kernels: KernelLibrary
  let tiles: TileChoices
  private let tunes: Bool
  /// Bytes of all buffers that live.
  var allocatedByteCount = 0

  /// - Parameter probes: What the device must compute before it is used.
  init(
    _ found: FoundDevice, options: OpenOptions, cache: KernelCache, probes: [NumericsProbe],
    source: @escaping (KernelFamily) -> String, calls: OpenCLCalls
  ) throws(BackendError) {
    var traits = found.traits
    var calls = calls
    if let pretended = options.pretend {
      traits.pretend(to: pretended)
      calls.pretended = traits.limits
    }
    if let width = options.vectorWidth { traits.vectorWidth = width }
    if options.softwareDivision { traits.usesBuiltinDivision = false }
    if let local = options.localMemory { traits.style = local ? .graphics : .processor }
    if let limit = options.launchLimit { traits.launchLimit = limit > 0 ? limit : nil }
    if !options.sharedMemory { traits.sharesHostMemory = false }
    self.calls = calls
    id = found.device
    context = try calls.context(for: found.device)
    let hasTransfers = options.transferQueue ?? (traits.info.kind == .gpu && !traits.hasUnifiedMemory)
    work = try DeviceQueue(
      of: found.device, in: context, hasTransfers: hasTransfers && !traits.sharesHostMemory, calls: calls)
    kernels = KernelLibrary(
      device: found.device, traits: traits, context: context, cache: cache, options: options, source: source, calls: calls)
    tiles = TileChoices(cache: cache) { [kernels] family in kernels.identity(of: family) }
    tunes = options.tune

    kernels.prepare(Self.firstKernels)
    let loops = LoopCheck(calls: calls, context: context, queue: work.queue, kernels: kernels)
    traits.roundLimit = try loops.roundLimit()
    if traits.pretends == nil { traits.limits.waveItems = try loops.waveItems(on: found.device) }

    var info = traits.info
    let check = DeviceCheck(
      calls: calls, context: context, queue: work.queue, kernels: kernels, rowGroup: traits.limits.rowGroup)
    if try !check.problems(probes.filter { $0.function == .fusedMultiplyAdd }).isEmpty { kernels.usesSoftwareFMA = true }
    traits.usesSoftwareFMA = kernels.usesSoftwareFMA
    traits.tiles = tiles
    self.traits = traits
    let problems = try check.problems(probes)
    info.conformance = problems.isEmpty ? .passed : .failed
    let pretends = traits.pretends.map { ["pretends to be \($0)"] } ?? []
    info.notes =
      ([info.notes].filter { !$0.isEmpty } + problems
      + (kernels.usesSoftwareFMA ? ["fma is computed in integers, which is slow"] : []) + pretends)
      .joined(separator: "; ")
    guard problems.isEmpty || options.allowNonConforming else {
      throw BackendError(
        .nonConforming,
        "\(info.name) (\(info.platform)) does not compute the bits that Concord promises: \(problems.joined(separator: "; ")); use another device, "
          + "or allow this one, whose results will be its own")
    }
    self.info = info
  }

  /// Those of the checks here, and of the host's probe, which nearly every program has too.
  private static let firstKernels: Set<KernelName> = [
    KernelName(.loop, "concord_loop"), KernelName(.probe, "concord_probe"), KernelName(.biasAdd, "concord_bias_add"),
    KernelName(.relu, "concord_activation_relu"), KernelName(.matmul, "concord_matmul"), KernelName(.sgd, "concord_sgd"),
  ]

  func allocate(byteCount: Int) throws(BackendError) -> any DeviceBuffer {
    try OpenCLBuffer(byteCount: byteCount, on: self)
  }

  func tune(_ program: Program) throws(BackendError) -> [TunedChoice] {
    try program.validate()
    return tunes ? try Tuner(device: self).tune(program) : []
  }

  func workspace(for program: Program) throws(BackendError) -> [Int] {
    try program.validate()
    var byteCounts: [Int] = []
    for (index, operation) in program.operations.enumerated() {
      byteCounts.append(
        try OpenCLOperations.kernels(operation, at: index, of: program, on: traits).workspaceByteCount)
    }
    return byteCounts
  }

  func compile(_ program: Program, buffers: [any DeviceBuffer]) throws(BackendError) -> any CompiledProgram {
    var own: [OpenCLBuffer] = []
    for buffer in buffers {
      guard let buffer = buffer as? OpenCLBuffer, buffer.device === self else {
        throw BackendError(.invalidArgument, "compiling a program with a buffer of another device")
      }
      own.append(buffer)
    }
    return try OpenCLProgram(program, buffers: own, on: self)
  }

  /// A launch's work-items in groups that the device and a kernel's compiled form allow.
  ///
  /// - Throws: `unsupported` where there are none.
  func fitted(_ launch: PlannedLaunch, to kernel: Kernel) throws(BackendError) -> WorkGrid {
    let form = try calls.properties(of: kernel, on: id)
    // What was compiled for this very group serves it: rusticl says 32 of kernels that it runs in groups of 256.
    let isCompiledForIt = form.requiredGroup.reduce(1, *) == launch.grid.local.reduce(1, *)
    let said = isCompiledForIt ? 0 : form.groupItems
    let most = min(said > 0 ? said : .max, launch.grid.takesAnyGroup ? traits.limits.kernelItems : .max)
    let grid = launch.grid.within(groupItems: most)
    try traits.limits.check(launch.kernel.function, global: grid.global, local: grid.local)
    let items = grid.local.reduce(1, *)
    guard items <= most else {
      throw BackendError(
        .unsupported,
        "kernel '\(launch.kernel.function)' needs groups of \(items) work-items, where its compiled form allows \(most) "
          + "(CL_KERNEL_WORK_GROUP_SIZE); use another device")
    }
    return grid
  }

  func synchronize() throws(BackendError) { try work.finish() }

  func measurePeak(scratch: any DeviceBuffer) throws(BackendError) -> DevicePeak {
    guard let buffer = scratch as? OpenCLBuffer, buffer.device === self else {
      throw BackendError(.invalidArgument, "measuring a device's peak with a buffer of another device")
    }
    try DevicePeak.check(scratchByteCount: buffer.byteCount)
    return try PeakMeasurement(device: self, scratch: buffer).peak()
  }
}
