import ConcordKit

/// A value for one parameter of a kernel.
enum LaunchArgument: Equatable {
  /// Memory of a program's tensor, or of its workspace.
  case memory(Memory)
  case uint(UInt32)
  case int(Int32)
  case ulong(UInt64)
  /// A `uint8`.
  case uints(SIMD8<UInt32>)
  case float(Float)
  /// A value that each run gives: the index of the program's scalar.
  case scalar(Int, ScalarType)

  struct Memory: Equatable {
    var place: Place
    /// What it holds; nil: words that are whatever a kernel takes them for.
    var element: ElementType?
    /// Whether the operation may change it.
    var isWritable: Bool
  }

  /// Memory from so many elements on.
  func advanced(by count: Int) -> LaunchArgument {
    guard case .memory(var memory) = self else { return self }
    memory.place.offset += count * MemoryLayout<Float>.size
    return .memory(memory)
  }

  /// Memory for a parameter of any type: what a kernel does not read.
  var untyped: LaunchArgument {
    guard case .memory(var memory) = self else { return self }
    memory.element = nil
    return .memory(memory)
  }

  /// A dimension or a count of elements in 32 bits; ``OpenCLOperations`` has refused those that do not fit.
  static func dimension(_ value: Int) -> LaunchArgument { .uint(UInt32(truncatingIfNeeded: value)) }

  /// A distance, which may go backwards.
  static func distance(_ value: Int) -> LaunchArgument { .int(Int32(truncatingIfNeeded: value)) }

  /// A count of elements in 64 bits.
  static func count(_ value: Int) -> LaunchArgument { .ulong(UInt64(value)) }

  static func flag(_ value: Bool) -> LaunchArgument { .uint(value ? 1 : 0) }
}

/// A kernel's arguments by the names of its parameters, in any order. ``KernelSignature`` puts them into the kernel's.
struct LaunchArguments: ExpressibleByDictionaryLiteral {
  private(set) var named: [(name: String, value: LaunchArgument)]

  init(dictionaryLiteral elements: (String, LaunchArgument)...) { named = elements.map { ($0, $1) } }

  /// With more of them. A name that is there twice is an error of the plan.
  func with(_ more: LaunchArguments) -> LaunchArguments {
    var all = self
    all.named += more.named
    return all
  }
}
