import ConcordKit

/// One kernel with its arguments and its work size.
struct Launch {
  enum Argument {
    /// Memory: two arguments of the kernel, the buffer and an offset counted in elements.
    case memory(Place)
    case uint(UInt32)
    case ulong(UInt64)
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
  /// Work-items in each dimension; a multiple of `local`.
  var global: [Int]
  var local: [Int]

  /// - Parameter items: Work-items that have something to do, in each dimension; the work size is rounded up to `local`.
  init(_ kernel: KernelName, _ arguments: [Argument], items: [Int], local: [Int]) {
    self.kernel = kernel
    self.arguments = arguments
    self.local = local
    global = zip(items, local).map { ($0 + $1 - 1) / $1 * $1 }
  }

  /// A kernel whose work-items take `each` neighbouring elements, and that gets the number of elements after its memory.
  static func elementwise(
    _ kernel: KernelName, _ memory: [Argument], count: Int, each: Int = 16, _ rest: [Argument] = []
  ) -> Launch {
    Launch(
      kernel, memory + [.ulong(UInt64(count))] + rest, items: [(count + each - 1) / each], local: [each == 1 ? 256 : 16])
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
