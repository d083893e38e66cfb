import COpenCL
import ConcordFiles
import ConcordKit

/// What is known of a device before it is opened: what a user sees, and what decides between kernels.
struct DeviceTraits {
  var info: DeviceInfo
  /// Everything that can change what a compiled kernel is: names and versions of platform, device and driver.
  var identity: String
  /// Floats in a register; 1 where the device says nothing better.
  var vectorWidth: Int
  var architecture: DeviceArchitecture
  /// Which kernels suit it.
  var style: KernelStyle
  /// Of those that `info.computeUnits` counts, how many have one local memory.
  var unitsPerCore: Int
  /// Cycles in a second; nil where the device does not say.
  var clockRate: Double?
  /// Whether host and device have one memory: what makes a GPU an integrated one.
  var hasUnifiedMemory: Bool
  /// What a launch may be.
  var limits: DeviceLimits
  /// The name of the device that it pretends to be, if it does.
  var pretends: String?
  /// Work-items of the smallest sub-group that a kernel may ask for; nil where it may not.
  var smallestSubGroup: Int?
  /// Whether the device works in the host's own memory, so that the host can write and read its buffers by itself.
  var sharesHostMemory: Bool
  /// Whether kernels divide and take roots with the device's own operations: where they are correctly rounded, with the build
  /// option that asks for it.
  var usesBuiltinDivision: Bool
  /// Whether the device's own `fma` is not exact, so that kernels compute it in integers; known when the device is open.
  var usesSoftwareFMA = false
  /// Rounds of all its loops that a work-item may take; known when the device is open (``LoopCheck``).
  var roundLimit = Int.max
  /// Whether its driver compiles one program at a time, on however many threads.
  var compilesOneAtATime: Bool { info.platform == PoCL.platformName }
  /// Seconds that a launch may take where a display or a watchdog waits for it; nil where none does.
  var launchLimit: Double?
  /// What was found by tuning; known when the device is open.
  var tiles: TileChoices?
  /// By what it is known again among other platforms' devices.
  var physical = PhysicalIdentity()
  /// Why kernels cannot run on it; nil where they can.
  var obstacle: String?

  init(of device: DeviceID, on platform: PlatformID, calls: OpenCLCalls) throws(BackendError) {
    let platformName = try calls.text(CL_PLATFORM_NAME, of: platform).printable(limit: 200)
    let platformVersion = try calls.text(CL_PLATFORM_VERSION, of: platform).printable(limit: 400)
    let name = try calls.text(CL_DEVICE_NAME, of: device).printable(limit: 200)
    let deviceVersion = try calls.text(CL_DEVICE_VERSION, of: device)
    let driverVersion = try calls.text(CL_DRIVER_VERSION, of: device).printable(limit: 400)
    let memory = try calls.number(CL_DEVICE_GLOBAL_MEM_SIZE, of: device, as: cl_ulong.self)
    let allocation = try calls.number(CL_DEVICE_MAX_MEM_ALLOC_SIZE, of: device, as: cl_ulong.self)
    info = DeviceInfo(
      kind: Self.kind(try calls.number(CL_DEVICE_TYPE, of: device, as: cl_device_type.self)),
      name: name,
      vendor: try calls.text(CL_DEVICE_VENDOR, of: device).printable(limit: 200),
      platform: platformName,
      driver: "\(platformVersion), driver \(driverVersion)",
      memoryBytes: memory > 0 ? Int(clamping: memory) : nil,
      maximumAllocationBytes: allocation > 0 ? Int(clamping: allocation) : nil,
      computeUnits: Self.within(
        1...65536, try calls.number(CL_DEVICE_MAX_COMPUTE_UNITS, of: device, as: cl_uint.self)))
    identity = [platformName, platformVersion, name, deviceVersion, driverVersion].joined(separator: "\n")
    vectorWidth = Self.within(
      1...16, try calls.number(CL_DEVICE_NATIVE_VECTOR_WIDTH_FLOAT, of: device, as: cl_uint.self))
    // Of no use to a processor, and no longer asked of new drivers: one that does not know it has memory of its own.
    hasUnifiedMemory = ((try? calls.number(CL_DEVICE_HOST_UNIFIED_MEMORY, of: device, as: cl_bool.self)) ?? 0) != 0
    limits = try Self.limits(of: device, info, calls)
    architecture = DeviceArchitecture(info.kind, vendor: info.vendor)
    // GPUs whose local memory is a part of all memory still read it in groups.
    style = info.kind == .gpu || info.kind != .cpu && limits.hasOwnLocalMemory ? .graphics : .processor
    let extensions = Set(try calls.text(CL_DEVICE_EXTENSIONS, of: device).split(separator: " ").map(String.init))
    unitsPerCore = architecture.usualUnitsPerCore
    if architecture == .intel, extensions.contains("cl_intel_device_attribute_query") {
      unitsPerCore = Self.within(1...64, try calls.number(CL_DEVICE_NUM_EUS_PER_SUB_SLICE_INTEL, of: device, as: cl_uint.self))
    }
    launchLimit = Self.hasWatchdog(device, info, hasUnifiedMemory, extensions, calls) ? Self.usualLaunchLimit : nil
    // MHz.
    let clock = try calls.number(CL_DEVICE_MAX_CLOCK_FREQUENCY, of: device, as: cl_uint.self)
    clockRate = clock > 0 ? Double(Self.within(1...100_000, clock)) * 1e6 : nil
    if extensions.contains("cl_intel_required_subgroup_size") {
      smallestSubGroup = try calls.sizes(CL_DEVICE_SUB_GROUP_SIZES_INTEL, of: device).filter { (1...1024).contains($0) }.min()
    }
    physical = PhysicalIdentity(of: device, extensions: extensions, calls: calls)
    sharesHostMemory = (info.kind == .cpu || info.kind == .gpu && hasUnifiedMemory) && calls.sharesMemory(device)
    let arithmetic = try calls.number(CL_DEVICE_SINGLE_FP_CONFIG, of: device, as: cl_device_fp_config.self)
    usesBuiltinDivision = arithmetic & cl_device_fp_config(CL_FP_CORRECTLY_ROUNDED_DIVIDE_SQRT) != 0
    let available = try calls.number(CL_DEVICE_AVAILABLE, of: device, as: cl_bool.self)
    let compiler = try calls.number(CL_DEVICE_COMPILER_AVAILABLE, of: device, as: cl_bool.self)
    obstacle = available == 0 ? "is not available" : compiler == 0 ? "has no compiler" : nil
  }

  private static func limits(of device: DeviceID, _ info: DeviceInfo, _ calls: OpenCLCalls) throws(BackendError) -> DeviceLimits
  {
    let sides = try calls.sizes(CL_DEVICE_MAX_WORK_ITEM_SIZES, of: device).prefix(3).map { within(1...65536, $0) }
    let memoryType = try calls.number(CL_DEVICE_LOCAL_MEM_TYPE, of: device, as: cl_device_local_mem_type.self)
    var limits = DeviceLimits(
      groupItems: within(1...65536, try calls.number(CL_DEVICE_MAX_WORK_GROUP_SIZE, of: device, as: UInt.self)),
      // At least three dimensions, of at least one work-item.
      groupSides: sides + [Int](repeating: 1, count: 3 - sides.count),
      localMemoryBytes: Int(clamping: try calls.number(CL_DEVICE_LOCAL_MEM_SIZE, of: device, as: cl_ulong.self)),
      hasOwnLocalMemory: memoryType == cl_device_local_mem_type(CL_LOCAL))
    // No property tells of a grid's limit, and this is the vendor that has one.
    if info.vendor.contains("NVIDIA") { limits.gridSides = [(1 << 31) - 1, 65535, 65535] }
    return limits
  }

  /// Whether long launches disturb: on GPUs that share the host's memory, which usually have its display, and where the driver says so.
  private static func hasWatchdog(
    _ device: DeviceID, _ info: DeviceInfo, _ hasUnifiedMemory: Bool, _ extensions: Set<String>, _ calls: OpenCLCalls
  ) -> Bool {
    guard info.kind == .gpu else { return false }
    if extensions.contains("cl_nv_device_attribute_query"),
      let timeout = try? calls.number(CL_DEVICE_KERNEL_EXEC_TIMEOUT_NV, of: device, as: cl_bool.self)
    {
      return timeout != 0
    }
    return hasUnifiedMemory
  }

  /// Drivers' numbers go into arithmetic, so none is taken beyond what a device can be.
  static func within(_ range: ClosedRange<Int>, _ number: some BinaryInteger) -> Int {
    min(max(Int(clamping: number), range.lowerBound), range.upperBound)
  }

  private static func kind(_ type: cl_device_type) -> DeviceInfo.Kind {
    if type & cl_device_type(CL_DEVICE_TYPE_GPU) != 0 { return .gpu }
    if type & cl_device_type(CL_DEVICE_TYPE_CPU) != 0 { return .cpu }
    return type & cl_device_type(CL_DEVICE_TYPE_ACCELERATOR) != 0 ? .accelerator : .other
  }
}

extension DeviceTraits {
  /// Places that run a work-group each: processors' cores, multiprocessors, compute units, and of Intel's execution units as many together
  /// as have one local memory.
  var cores: Int { max(1, info.computeUnits / unitsPerCore) }

  /// What ``rank`` goes by, in words.
  var rankWords: String {
    switch info.kind {
    case .gpu: hasUnifiedMemory ? "a GPU that shares the host's memory" : "a GPU with memory of its own"
    case .accelerator: "an accelerator"
    case .cpu: "a processor"
    case .other: "of no known kind"
    }
  }

  /// Lower for devices that should be faster: GPUs with memory of their own, GPUs that share the host's, accelerators, processors.
  var rank: Int {
    switch info.kind {
    case .gpu: hasUnifiedMemory ? 1 : 0
    case .accelerator: 2
    case .cpu: 3
    case .other: 4
    }
  }
}
