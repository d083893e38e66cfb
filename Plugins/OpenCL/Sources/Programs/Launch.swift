import ConcordKit

/// One kernel with its arguments, and what its work-items share.
struct Launch {
  var kernel: KernelName
  var arguments: LaunchArguments
  var share: WorkShare

  init(_ kernel: KernelName, _ share: WorkShare, _ arguments: LaunchArguments) {
    self.kernel = kernel
    self.share = share
    self.arguments = arguments
  }
}

/// A launch as a device gets it: its arguments in the kernel's order, its work-items in groups.
struct PlannedLaunch {
  var kernel: KernelName
  var arguments: [LaunchArgument]
  var signature: KernelSignature
  var grid: WorkGrid
  /// Launches that it is cut into, so that none of them takes long.
  var pieceCount = 1

  /// - Throws: Where the arguments are not what the kernel's source declares.
  init(_ launch: Launch, on traits: DeviceTraits) throws(BackendError) {
    kernel = launch.kernel
    signature = try KernelSignatures.signature(of: launch.kernel)
    arguments = try signature.ordered(launch.arguments)
    grid = launch.share.grid(on: traits)
  }
}

/// Work-items, and the groups that they come in.
struct WorkGrid: Equatable {
  /// Work-items that have something to do, in each dimension.
  var items: [Int]
  /// Those of a group.
  var local: [Int]
  /// Whether the kernel takes groups of any size, so that it can have smaller ones.
  var takesAnyGroup = false

  /// Work-items in each dimension; a multiple of `local`.
  var global: [Int] { zip(items, local).map { ($0 + $1 - 1) / $1 * $1 } }

  /// The whole, cut along the first dimension into at most so many parts of whole groups: where each begins, and its work-items.
  func pieces(_ count: Int) -> [(offset: [Int], global: [Int])] {
    let global = global
    let groups = global[0] / local[0]
    let each = max(1, (groups + max(1, count) - 1) / max(1, count))
    return stride(from: 0, to: max(1, groups), by: each).map { first in
      var (offset, part) = (global.map { _ in 0 }, global)
      offset[0] = first * local[0]
      part[0] = (min(groups, first + each) - first) * local[0]
      return (offset, part)
    }
  }

  /// In groups of at most so many work-items, where it can have them.
  func within(groupItems: Int) -> WorkGrid {
    guard takesAnyGroup else { return self }
    var grid = self
    while grid.local.reduce(1, *) > max(1, groupItems), let side = grid.local.lastIndex(where: { $0 > 1 }) {
      grid.local[side] /= 2
    }
    return grid
  }
}
