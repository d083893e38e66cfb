/// `own_kernel`: what a kernel of the program's own computes. The program carries its source in OpenCL C and how it is launched, so a
/// backend that compiles OpenCL C serves it, and any other answers *unsupported*.
///
/// It stands beside the ``Vocabulary``: it has no definition but its source. Sizes are numbers, not formulas, since a program's shapes are
/// known. Inputs and outputs are the tensors that its arguments name by their indices; each begins where a kernel's pointer points to.
public struct OwnKernel: OperationDefinition, Hashable {
  public static let name = "own_kernel"

  /// What it computes, for messages: `swiglu`.
  public var title: String
  /// OpenCL C.
  public var source: String
  /// The kernel's function.
  public var entry: String
  /// Options of the device's compiler, as they are.
  public var buildOptions: String
  /// In the order of the kernel's parameters.
  public var arguments: [Argument]
  /// Work-items in one to three dimensions; nothing is launched where one of them is 0.
  public var global: [Int]
  /// Those of a group, which divide ``global``; none: the device's driver chooses.
  public var local: [Int]
  /// The types of its outputs.
  public var outputs: [TensorType]
  /// Outputs that lie where an input does.
  public var inPlace: [InPlace]
  /// The types of its run scalars.
  public var scalars: [ScalarType]

  /// A value for one parameter of a kernel.
  public enum Argument: Sendable, Hashable {
    /// Memory of an input, of this index.
    case input(Int)
    /// Memory of an output, of this index.
    case output(Int)
    /// So many bytes of device memory that are undefined before and dead after, more than 0.
    case scratch(Int)
    /// So many bytes of a group's local memory, more than 0.
    case local(Int)
    /// An `int`.
    case int(Int32)
    /// A `uint`.
    case uint(UInt32)
    /// A `long`.
    case long(Int64)
    /// A `ulong`.
    case ulong(UInt64)
    /// A `float`.
    case float(Float)
    /// The run scalar of this index.
    case scalar(Int)
  }

  /// A kernel with all that a launch needs.
  public init(
    title: String, source: String, entry: String, buildOptions: String = "", arguments: [Argument], global: [Int],
    local: [Int] = [], outputs: [TensorType], inPlace: [InPlace] = [], scalars: [ScalarType] = []
  ) {
    self.title = title
    self.source = source
    self.entry = entry
    self.buildOptions = buildOptions
    self.arguments = arguments
    self.global = global
    self.local = local
    self.outputs = outputs
    self.inPlace = inPlace
    self.scalars = scalars
  }

  public func outputTypes(for inputs: [TensorType]) throws(OperationError) -> [TensorType] {
    for argument in arguments {
      switch argument {
      case .input(let index):
        guard inputs.indices.contains(index) else {
          throw OperationError("has an argument of input \(index), of \(inputs.count)")
        }
      case .output(let index):
        guard outputs.indices.contains(index) else {
          throw OperationError("has an argument of output \(index), of \(outputs.count)")
        }
      case .scratch(let bytes), .local(let bytes):
        guard (1...Self.largestMemory).contains(bytes) else {
          throw OperationError("has an argument of \(bytes) bytes of memory")
        }
      case .scalar(let index):
        guard scalars.indices.contains(index) else {
          throw OperationError("has an argument of run scalar \(index), of \(scalars.count)")
        }
      case .int, .uint, .long, .ulong, .float: break
      }
    }
    for pair in inPlace {
      guard outputs.indices.contains(pair.output), inputs.indices.contains(pair.input),
        outputs[pair.output] == inputs[pair.input]
      else { throw OperationError("updates input \(pair.input) in place as output \(pair.output), which are not of one type") }
    }
    guard (1...3).contains(global.count), global.allSatisfy({ (0...Self.largestMemory).contains($0) }) else {
      throw OperationError("is launched over \(global); give one to three numbers of work-items, each of at least 0")
    }
    guard local.isEmpty || local.count == global.count,
      zip(global, local).allSatisfy({ $1 > 0 && $0 % $1 == 0 })
    else {
      throw OperationError("is launched over \(global) work-items in groups of \(local), which do not divide them")
    }
    return outputs
  }

  /// Bytes of all scratch memory together.
  public var scratchByteCount: Int {
    arguments.reduce(0) { end, argument in
      if case .scratch(let bytes) = argument { Self.aligned(end).addingSaturating(bytes) } else { end }
    }
  }

  /// Where a part of the scratch memory begins that comes at `offset` or behind: parts of buffers begin at multiples of 512 bytes on some
  /// devices, and nowhere of more than 4096.
  public static func aligned(_ offset: Int) -> Int { (offset + 4095) / 4096 * 4096 }

  private static let largestMemory = 1 << 48
}
