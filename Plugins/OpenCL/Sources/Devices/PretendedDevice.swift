import ConcordKit

/// A device that another one can pretend to be (the option `pretend`): it is planned for as for that one, and whatever that one would
/// refuse is refused. So what GPUs are given runs, and is checked, where there is none.
struct PretendedDevice: Hashable {
  var name: String
  var architecture: DeviceArchitecture
  /// Of what `computeUnits` counts, how many have one local memory.
  var unitsPerCore = 1
  var limits: DeviceLimits
  /// What `CL_DEVICE_MAX_COMPUTE_UNITS` counts: multiprocessors, compute units or execution units.
  var computeUnits: Int
  var memoryBytes: Int
  /// `CL_DEVICE_MAX_MEM_ALLOC_SIZE`
  var allocationBytes: Int
  /// Whether host and device have one memory.
  var hasUnifiedMemory: Bool

  static func named(_ name: String) -> PretendedDevice? { all.first { $0.name == name } }

  /// Numbers that no document states, but that drivers of such devices answered (`clinfo`), are called typical: another card or driver has
  /// others.
  static let all = [
    // CUDA C++ Programming Guide, "Technical Specifications per Compute Capability": groups of 1,024, 1,024 × 1,024 × 64; grids of
    // 2³¹ − 1 × 65,535 × 65,535 groups; warps of 32; 48 KiB of shared memory without asking for more. Typical of a card of 8 GiB: 36
    // multiprocessors, a quarter of the memory in one allocation.
    PretendedDevice(
      name: "nvidia", architecture: .nvidia,
      limits: DeviceLimits(
        groupItems: 1024, groupSides: [1024, 1024, 64], gridSides: [(1 << 31) - 1, 65535, 65535], localMemoryBytes: 48 << 10,
        hasOwnLocalMemory: true, waveItems: 32),
      computeUnits: 36, memoryBytes: 8 << 30, allocationBytes: 2 << 30, hasUnifiedMemory: false),
    // "Vega 7nm ISA": wavefronts of 64, 64 KiB of local data share. HSA Platform System Architecture, kernel dispatch packet:
    // work-items of a grid in 32 bits. Typical of ROCm on gfx906: groups of 256, 1,024 in each dimension, 60 units, 85 % of the memory
    // in one allocation.
    PretendedDevice(
      name: "amd-wave64", architecture: .amd,
      limits: DeviceLimits(
        groupItems: 256, groupSides: [1024, 1024, 1024], gridItems: (1 << 32) - 1, localMemoryBytes: 64 << 10,
        hasOwnLocalMemory: true, waveItems: 64),
      computeUnits: 60, memoryBytes: 16 << 30, allocationBytes: 13 << 30, hasUnifiedMemory: false),
    // "RDNA3 ISA": wavefronts of 32, 64 KiB for a group. The rest as above, typical of ROCm on gfx1100.
    PretendedDevice(
      name: "amd-wave32", architecture: .amd,
      limits: DeviceLimits(
        groupItems: 256, groupSides: [1024, 1024, 1024], gridItems: (1 << 32) - 1, localMemoryBytes: 64 << 10,
        hasOwnLocalMemory: true, waveItems: 32),
      computeUnits: 48, memoryBytes: 24 << 30, allocationBytes: 20 << 30, hasUnifiedMemory: false),
    // Programmer's Reference Manual, GPGPU_WALKER: groups of a grid in 32 bits. 64 KiB of shared local memory in a subslice. Typical of
    // Intel's compute runtime on an UHD 620 (gen 9): groups of 256 in each dimension too, 24 execution units, 8 in a subslice, multiples of 32, 4 GiB less a
    // page in one allocation.
    PretendedDevice(
      name: "intel-igpu", architecture: .intel, unitsPerCore: 8,
      limits: DeviceLimits(
        groupItems: 256, groupSides: [256, 256, 256], gridSides: [(1 << 32) - 1, (1 << 32) - 1, (1 << 32) - 1],
        localMemoryBytes: 64 << 10, hasOwnLocalMemory: true, waveItems: 32),
      computeUnits: 24, memoryBytes: 12 << 30, allocationBytes: (4 << 30) - 4096, hasUnifiedMemory: true),
    // The same for an Arc A770: groups of 1,024, 512 execution units, 16 in a core.
    PretendedDevice(
      name: "intel-dgpu", architecture: .intel, unitsPerCore: 16,
      limits: DeviceLimits(
        groupItems: 1024, groupSides: [1024, 1024, 1024], gridSides: [(1 << 32) - 1, (1 << 32) - 1, (1 << 32) - 1],
        localMemoryBytes: 64 << 10, hasOwnLocalMemory: true, waveItems: 32),
      computeUnits: 512, memoryBytes: 16 << 30, allocationBytes: (4 << 30) - 4096, hasUnifiedMemory: false),
    // Typical of Arm's driver on a Mali-G72: groups of 384, multiples of 4, 32 KiB of local memory that is a part of all memory, 12
    // cores. Kernels with much in registers are given smaller groups; here all are that require no size.
    PretendedDevice(
      name: "mobile", architecture: .mobile,
      limits: DeviceLimits(
        groupItems: 384, groupSides: [384, 384, 384], localMemoryBytes: 32 << 10, hasOwnLocalMemory: false, waveItems: 4,
        kernelItems: 96),
      computeUnits: 12, memoryBytes: 4 << 30, allocationBytes: 1 << 30, hasUnifiedMemory: true),
    // No device: groups smaller than 64 lanes and than any tile, and what is least of all else above, so that nothing is taken for
    // granted. An allocation has the least that OpenCL 1.2 allows a device of the full profile.
    PretendedDevice(
      name: "tiny", architecture: .other,
      limits: DeviceLimits(
        groupItems: 32, groupSides: [32, 8, 2], gridSides: [(1 << 31) - 1, 65535, 65535], gridItems: (1 << 32) - 1,
        localMemoryBytes: 4 << 10, hasOwnLocalMemory: true, waveItems: 8, kernelItems: 16),
      computeUnits: 1, memoryBytes: 512 << 20, allocationBytes: 128 << 20, hasUnifiedMemory: true),
  ]
}

extension DeviceTraits {
  /// As it is when it pretends to be another device. What it cannot do itself it does not pretend to do.
  mutating func pretend(to be: PretendedDevice) {
    info.kind = .gpu
    info.computeUnits = be.computeUnits
    info.memoryBytes = min(info.memoryBytes ?? .max, be.memoryBytes)
    info.maximumAllocationBytes = min(info.maximumAllocationBytes ?? .max, be.allocationBytes)
    limits = limits.intersection(be.limits)
    limits.hasOwnLocalMemory = be.limits.hasOwnLocalMemory
    hasUnifiedMemory = be.hasUnifiedMemory
    launchLimit = be.hasUnifiedMemory ? Self.usualLaunchLimit : nil
    vectorWidth = 1
    architecture = be.architecture
    unitsPerCore = be.unitsPerCore
    style = .graphics
    sharesHostMemory = sharesHostMemory && be.hasUnifiedMemory
    pretends = be.name
  }
}
