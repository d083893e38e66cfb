import ConcordFiles
import ConcordKit
import ConcordNumerics

/// All that is known of one way to a device, and what comes of trying it: what somebody needs who does not have it, to find out why it
/// fails.
struct DeviceReport {
  private(set) var facts: [DeviceFact] = []
  private let found: FoundDevice
  private let calls: OpenCLCalls

  /// Compiles anew what it tries, so that the compiler's words are there too.
  init(_ found: FoundDevice, of backend: OpenCLBackend) {
    self.found = found
    calls = backend.calls
    add("concord", "\(backend.name) \(backend.version)")
    add("arithmetic", "0x" + String(NumericsProbe.hash, radix: 16))
    for name in Self.variables {
      if let value = CacheFolder.environment(name) { add("environment \(name)", value) }
    }
    facts += calls.facts(of: found.platform) + calls.facts(of: found.device)
    addConclusions(found.traits)
    tryArithmetic(backend)
    let calls = calls
    var opened: DeviceTraits?
    attempt("opened as a command does") { () throws(BackendError) in
      let device = try OpenCLDevice(
        found, options: try OpenOptions([:]), cache: KernelCache(folder: nil), probes: backend.probes, source: backend.source,
        calls: calls)
      opened = device.traits
      return "\(device.info.conformance)\(device.info.notes.isEmpty ? "" : ": \(device.info.notes)")"
    }
    if let opened { addConclusions(opened, of: "open device: ") }
  }

  /// Variables that change what a driver does, or which there are.
  private static let variables = [
    "OCL_ICD_VENDORS", "OCL_ICD_FILENAMES", "OPENCL_VENDOR_PATH", "POCL_DEVICES", "RUSTICL_ENABLE", "RUSTICL_FEATURES",
    "CUDA_VISIBLE_DEVICES", "ROCR_VISIBLE_DEVICES", "HIP_VISIBLE_DEVICES", "GPU_DEVICE_ORDINAL", "HSA_OVERRIDE_GFX_VERSION",
    "ZE_AFFINITY_MASK", "NEOReadDebugKeys", "LD_PRELOAD",
  ]

  private mutating func add(_ name: String, _ value: String) { facts.append(DeviceFact(name, value)) }

  /// Adds what `body` gives, or why it fails.
  private mutating func attempt(_ name: String, _ body: () throws(BackendError) -> String) {
    do throws(BackendError) { add(name, try body()) } catch { add(name, "FAILED (\(error.code)): \(error.message)") }
  }
}

extension DeviceReport {
  /// What planning goes by.
  private mutating func addConclusions(_ traits: DeviceTraits, of what: String = "") {
    let limits = traits.limits
    let all: [(String, Any?)] = [
      ("kind", traits.info.kind), ("architecture", traits.architecture), ("kernels for", traits.style), ("cores", traits.cores),
      ("units of a core", traits.unitsPerCore), ("clock in Hz", traits.clockRate), ("unified memory", traits.hasUnifiedMemory),
      ("shares the host's memory", traits.sharesHostMemory), ("work-items of a group", limits.groupItems),
      ("sides of a group", limits.groupSides), ("sides of a grid", limits.gridSides.map { $0 == .max ? 0 : $0 }),
      ("local memory in bytes", limits.localMemoryBytes), ("local memory of its own", limits.hasOwnLocalMemory),
      ("work-items of a wave", limits.waveItems), ("work-items of a row", limits.rowGroup),
      ("work-items for elements", limits.elementGroup), ("smallest sub-group", traits.smallestSubGroup),
      ("floats in a register", traits.vectorWidth), ("own division", traits.usesBuiltinDivision),
      ("fma in integers", traits.usesSoftwareFMA),
      ("rounds of a loop", traits.roundLimit == .max ? "any" : "\(traits.roundLimit)"),
      ("longest launch in seconds", traits.launchLimit), ("hardware", traits.physical),
    ]
    for (name, value) in all { add(what + name, value.map { "\($0)" } ?? "unknown") }
  }

  /// Each probe by itself, with every element that differs first.
  private mutating func tryArithmetic(_ backend: OpenCLBackend) {
    let (found, calls) = (found, calls)
    var objects: (context: Context, queue: Queue)?
    attempt("context and queue") { () throws(BackendError) in
      let context = try calls.context(for: found.device)
      objects = (context, try calls.queue(of: found.device, in: context))
      return "made"
    }
    guard let (context, queue) = objects, let options = try? OpenOptions([:]) else { return }
    let kernels = KernelLibrary(
      device: found.device, traits: found.traits, context: context, cache: KernelCache(folder: nil), options: options,
      source: backend.source, calls: calls)
    for usesSoftwareFMA in [false, true] {
      kernels.usesSoftwareFMA = usesSoftwareFMA
      let how = usesSoftwareFMA ? ", fma in integers" : ""
      attempt("compiler's options\(how)") { () throws(BackendError) in kernels.buildOptions(of: .probe) }
      attempt("compiler's log\(how)") { () throws(BackendError) in
        let log = try kernels.log(of: .probe)
        return log.isEmpty ? "empty" : log
      }
      for name in ["concord_probe", "concord_probe_group"] {
        attempt("kernel \(name)\(how)") { () throws(BackendError) in
          let form = try calls.properties(of: try kernels.kernel(KernelName(.probe, name)), on: found.device)
          return
            "groups of at most \(form.groupItems), multiples of \(form.waveItems), \(form.localMemoryBytes) bytes of local memory"
        }
      }
      let check = DeviceCheck(
        calls: calls, context: context, queue: queue, kernels: kernels, rowGroup: found.traits.limits.rowGroup)
      for probe in backend.probes {
        attempt("probe \(probe.function)\(how)") { () throws(BackendError) in
          let problems = try check.problems([probe], shown: 8)
          return problems.isEmpty ? "\(probe.expected.count) right" : "WRONG: " + problems.joined(separator: "\n")
        }
      }
    }
    let loops = LoopCheck(calls: calls, context: context, queue: queue, kernels: kernels)
    attempt("long loops") { () throws(BackendError) in try loops.roundLimit() == .max ? "run to their end" : "END EARLY" }
  }
}
