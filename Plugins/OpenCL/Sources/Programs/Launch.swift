import ConcordKit

/// One kernel with its arguments and its work size.
struct Launch {
  enum Argument {
    /// Memory: two arguments of the kernel, the buffer and an offset counted in elements.
    case memory(Place)
    case uint(UInt32)
    case ulong(UInt64)
    /// A `uint8`.
    case uints(SIMD8<UInt32>)
    case float(Float)
    /// A value that each run gives: the index of the program's scalar.
    case scalar(Int)

    /// Memory from so many elements on.
    func advanced(by count: Int) -> Argument {
      guard case .memory(var place) = self else { return self }
      place.offset += count * MemoryLayout<Float>.size
      return .memory(place)
    }
  }

  var kernel: KernelName
  var arguments: [Argument]
  /// Work-items that have something to do, in each dimension.
  var items: [Int]
  /// Those of a group.
  var local: [Int]
  /// Whether the kernel takes groups of any size, so that it can have smaller ones.
  var takesAnyGroup: Bool

  /// Work-items in each dimension; a multiple of `local`.
  var global: [Int] { zip(items, local).map { ($0 + $1 - 1) / $1 * $1 } }

  init(_ kernel: KernelName, _ arguments: [Argument], items: [Int], local: [Int], takesAnyGroup: Bool = false) {
    self.kernel = kernel
    self.arguments = arguments
    self.items = items
    self.local = local
    self.takesAnyGroup = takesAnyGroup
  }

  /// In groups of at most so many work-items, where it can have them.
  func within(groupItems: Int) -> Launch {
    guard takesAnyGroup else { return self }
    var launch = self
    while launch.local.reduce(1, *) > max(1, groupItems), let side = launch.local.lastIndex(where: { $0 > 1 }) {
      launch.local[side] /= 2
    }
    return launch
  }
}

/// The two ways in which kernels that go along memory share it out.
///
/// On processors a work-item takes 16 neighbouring elements, or a whole row. On GPUs (``DeviceTraits/prefersLocalMemory``, and
/// `CONCORD_GROUP` in kernels) it takes one element, so that neighbours read neighbours, and a row is a work-group's. `Kernels/forms.cl`
/// is the other half.
extension Launch {
  /// A kernel that takes elements one by one, and gets their number after its memory.
  ///
  /// - Parameter each: How many neighbours a work-item of a processor takes: 16 or 1.
  static func elementwise(
    _ kernel: KernelName, _ memory: [Argument], count: Int, each: Int = 16, _ rest: [Argument] = [], on traits: DeviceTraits
  ) -> Launch {
    let arguments = memory + [.ulong(UInt64(count))] + rest
    return items(kernel, arguments, count: count, each: each, local: each == 1 ? 256 : 16, on: traits)
  }

  /// A kernel whose work-items know nothing of each other.
  ///
  /// - Parameters:
  ///   - count: What there is to take.
  ///   - each: How many a work-item of a processor takes.
  ///   - local: A group of them.
  static func items(
    _ kernel: KernelName, _ arguments: [Argument], count: Int, each: Int = 1, local: Int = 1, on traits: DeviceTraits
  ) -> Launch {
    guard traits.prefersLocalMemory else {
      return Launch(kernel, arguments, items: [(count + each - 1) / each], local: [local])
    }
    return Launch(kernel, arguments, items: [count], local: [traits.limits.elementGroup], takesAnyGroup: true)
  }

  /// A kernel that takes rows one by one.
  ///
  /// - Parameter local: How many a group of a processor's work-items takes.
  static func byRow(
    _ kernel: KernelName, _ arguments: [Argument], rows: Int, local: Int = 1, on traits: DeviceTraits
  ) -> Launch {
    guard traits.prefersLocalMemory else { return Launch(kernel, arguments, items: [rows], local: [local]) }
    let group = traits.limits.rowGroup
    return Launch(kernel, arguments, items: [rows * group], local: [group])
  }
}

/// What an operation is on a device: launches, one after the other, and the scratch memory that they share.
struct OperationPlan {
  var workspaceByteCount = 0
  /// None where there is nothing to compute.
  var launches: [Launch] = []

  init(_ launches: [Launch] = [], workspaceByteCount: Int = 0) {
    self.launches = launches
    self.workspaceByteCount = workspaceByteCount
  }
}
