import ConcordKit

/// What a device allows a launch, a kernel and its local memory to be. What it does not say is unlimited.
struct DeviceLimits: Hashable {
  /// Work-items of a group: `CL_DEVICE_MAX_WORK_GROUP_SIZE`.
  var groupItems: Int
  /// Work-items of a group in each dimension: `CL_DEVICE_MAX_WORK_ITEM_SIZES`.
  var groupSides: [Int]
  /// Work-groups of a launch in each dimension. OpenCL has no name for it.
  var gridSides = [Int.max, Int.max, Int.max]
  /// Work-items of a launch in one dimension. OpenCL has no name for it.
  var gridItems = Int.max
  /// Bytes of a group's local memory: `CL_DEVICE_LOCAL_MEM_SIZE`.
  var localMemoryBytes: Int
  /// Whether that memory is there for itself (`CL_LOCAL`), and no part of all memory: `CL_DEVICE_LOCAL_MEM_TYPE`.
  var hasOwnLocalMemory: Bool
  /// Work-items that run in step, of which a group should have a multiple: `CL_KERNEL_PREFERRED_WORK_GROUP_SIZE_MULTIPLE`.
  var waveItems = 1
  /// Work-items of a group of a kernel that requires no size: `CL_KERNEL_WORK_GROUP_SIZE`, which drivers make smaller for kernels with much
  /// in registers.
  var kernelItems = Int.max

  /// Work-items of a group that goes through a row together: one for each of the 64 lanes of a sum, or a power of two where the device
  /// has no such groups.
  var rowGroup: Int {
    let most = min(64, groupItems, groupSides[0])
    return 1 << (Int.bitWidth - 1 - max(1, most).leadingZeroBitCount)
  }

  /// Work-items of a group of which each has an element.
  var elementGroup: Int {
    let most = max(1, min(256, groupItems, groupSides[0]))
    return most < waveItems ? most : most / waveItems * waveItems
  }

  /// What both allow.
  func intersection(_ other: DeviceLimits) -> DeviceLimits {
    DeviceLimits(
      groupItems: min(groupItems, other.groupItems), groupSides: zip(groupSides, other.groupSides).map(min),
      gridSides: zip(gridSides, other.gridSides).map(min), gridItems: min(gridItems, other.gridItems),
      localMemoryBytes: min(localMemoryBytes, other.localMemoryBytes),
      hasOwnLocalMemory: hasOwnLocalMemory && other.hasOwnLocalMemory, waveItems: max(waveItems, other.waveItems),
      kernelItems: min(kernelItems, other.kernelItems))
  }
}

extension DeviceLimits {
  /// - Parameters:
  ///   - global: Work-items in each dimension.
  ///   - local: Those of a group.
  /// - Throws: `unsupported` with the limit, what was asked and what is allowed, where the device would refuse the launch.
  func check(_ kernel: String, global: [Int], local: [Int]) throws(BackendError) {
    func refuse(_ what: String, _ asked: Int, _ allowed: Int, _ limit: String) -> BackendError {
      BackendError(
        .unsupported,
        "kernel '\(kernel)' of \(global) work-items in groups of \(local): \(asked) \(what), where the device allows "
          + "\(allowed) (\(limit)); use a smaller micro-batch or another device")
    }
    guard (1...groupSides.count).contains(global.count), global.count == local.count else {
      throw refuse("dimensions", global.count, groupSides.count, "CL_DEVICE_MAX_WORK_ITEM_DIMENSIONS")
    }
    let items = local.reduce(1, *)
    guard items <= groupItems else { throw refuse("work-items in a group", items, groupItems, "CL_DEVICE_MAX_WORK_GROUP_SIZE") }
    for (dimension, (all, side)) in zip(global, local).enumerated() {
      let place = "in dimension \(dimension + 1)"
      guard side > 0, all % side == 0 else {
        throw refuse("work-items \(place), no multiple of the group's", all, side, "CL_INVALID_WORK_GROUP_SIZE")
      }
      guard side <= groupSides[dimension] else {
        throw refuse("work-items of a group \(place)", side, groupSides[dimension], "CL_DEVICE_MAX_WORK_ITEM_SIZES")
      }
      guard all / side <= gridSides[dimension] else {
        throw refuse("work-groups \(place)", all / side, gridSides[dimension], "the limit of its grids")
      }
      guard all <= gridItems else { throw refuse("work-items \(place)", all, gridItems, "the limit of its grids") }
    }
  }

  /// What its compiled form says of a kernel.
  struct CompiledKernel: Hashable {
    /// Work-items that a group may have; 0 where the driver does not say.
    var groupItems: Int
    /// ``DeviceLimits/waveItems``
    var waveItems: Int
    /// The size that its groups must have, 0 in each dimension where any may be.
    var requiredGroup: [Int]
    var localMemoryBytes: Int
  }

  /// - Throws: `unsupported` with the limit, what was asked and what is allowed, where the device's compiler would refuse the kernel.
  func check(_ kernel: String, _ compiled: CompiledKernel) throws(BackendError) {
    func refuse(_ what: String, _ asked: Int, _ allowed: Int, _ limit: String) -> BackendError {
      BackendError(
        .unsupported,
        "building kernel '\(kernel)': \(asked) \(what), where the device allows \(allowed) (\(limit)); use another device")
    }
    let required = compiled.requiredGroup
    guard required.reduce(1, *) <= groupItems else {
      throw refuse("work-items in a group", required.reduce(1, *), groupItems, "CL_DEVICE_MAX_WORK_GROUP_SIZE")
    }
    for (dimension, (side, most)) in zip(required, groupSides).enumerated() where side > most {
      throw refuse("work-items of a group in dimension \(dimension + 1)", side, most, "CL_DEVICE_MAX_WORK_ITEM_SIZES")
    }
    guard compiled.localMemoryBytes <= localMemoryBytes else {
      throw refuse("bytes of local memory", compiled.localMemoryBytes, localMemoryBytes, "CL_DEVICE_LOCAL_MEM_SIZE")
    }
  }
}
