/// Every byte asked of a device, by category, recorded at the one call that asks.
///
/// What it says is what happened, not what was planned: the memory model predicts, the ledger measures, and the two are compared.
public final class Ledger {
  /// The device that is asked.
  public let device: any Device

  /// The most bytes that may be allocated at one time; nil where only the device decides.
  public let limit: Int?

  /// What is allocated now.
  public private(set) var usage: [MemoryCategory: Usage] = [:]

  /// How often memory was taken or given back. All is allocated before the first step, so this must not move afterwards.
  public private(set) var movements = 0

  /// The largest sum of bytes that was allocated at one time.
  public private(set) var peakByteCount = 0

  /// Bytes of one category.
  public struct Usage: Sendable, Hashable {
    /// Bytes that tensors fill.
    public var allocated = 0
    /// Bytes between them, due to alignment.
    public var padding = 0

    /// Bytes asked of the device, and those of them that only pad.
    public init(allocated: Int = 0, padding: Int = 0) {
      self.allocated = allocated
      self.padding = padding
    }

    /// Both together.
    public static func + (a: Usage, b: Usage) -> Usage {
      Usage(allocated: a.allocated + b.allocated, padding: a.padding + b.padding)
    }
  }

  /// Counts what is asked of `device`; more than `limit` bytes at one time are refused.
  public init(device: any Device, limit: Int? = nil) {
    self.device = device
    self.limit = limit
  }

  /// The sum over all categories, padding included: exactly what the device was asked for.
  public var totalByteCount: Int { usage.values.reduce(0) { $0 + $1.allocated + $1.padding } }

  /// Takes memory of the device and records it.
  ///
  /// - Parameters:
  ///   - category: The row of the memory table that it counts in.
  ///   - byteCount: What is asked of the device.
  ///   - padding: How many of these bytes no tensor fills.
  /// - Throws: `outOfMemory` beyond the limit, without asking the device; otherwise what the device says.
  public func allocate(_ category: MemoryCategory, byteCount: Int, padding: Int = 0) throws(BackendError) -> LedgerBuffer {
    precondition(0 <= padding && padding <= byteCount, "padding is a part of the allocation")
    if let limit, byteCount > limit - totalByteCount {
      throw BackendError(
        .outOfMemory,
        "\(byteCount) bytes for \(category) are more than the memory limit of \(limit) leaves beside the \(totalByteCount) in use; "
          + "raise the limit or choose a smaller micro-batch")
    }
    let underlying: any DeviceBuffer
    do throws(BackendError) {
      underlying = try device.allocate(byteCount: byteCount)
    } catch {
      throw BackendError(
        error.code, "allocating \(byteCount) bytes for \(category) on \(device.info.name): \(error.message)")
    }
    record(category, Usage(allocated: byteCount - padding, padding: padding))
    return LedgerBuffer(underlying, category, Usage(allocated: byteCount - padding, padding: padding), self)
  }

  /// Compiles a program on buffers of this ledger.
  public func compile(_ program: Program, buffers: [LedgerBuffer]) throws(BackendError) -> any CompiledProgram {
    try device.compile(program, buffers: buffers.map(\.underlying))
  }

  fileprivate func record(_ category: MemoryCategory, _ change: Usage) {
    usage[category, default: Usage()] = usage[category, default: Usage()] + change
    movements += 1
    peakByteCount = max(peakByteCount, totalByteCount)
  }
}

/// Device memory that a ledger knows of. Given back, and struck from the ledger, with its last reference.
public final class LedgerBuffer {
  fileprivate let underlying: any DeviceBuffer
  /// The row of the table that it counts in.
  public let category: MemoryCategory
  private let usage: Ledger.Usage
  private let ledger: Ledger

  fileprivate init(
    _ underlying: any DeviceBuffer, _ category: MemoryCategory, _ usage: Ledger.Usage, _ ledger: Ledger
  ) {
    self.underlying = underlying
    self.category = category
    self.usage = usage
    self.ledger = ledger
  }

  deinit {
    ledger.record(category, Ledger.Usage(allocated: -usage.allocated, padding: -usage.padding))
  }

  /// The size in bytes.
  public var byteCount: Int { underlying.byteCount }

  /// See ``DeviceBuffer/write(_:at:)``.
  public func write(_ bytes: UnsafeRawBufferPointer, at offset: Int) throws(BackendError) {
    try underlying.write(bytes, at: offset)
  }

  /// See ``DeviceBuffer/read(into:at:)``.
  public func read(into bytes: UnsafeMutableRawBufferPointer, at offset: Int) throws(BackendError) {
    try underlying.read(into: bytes, at: offset)
  }

  /// See ``DeviceBuffer/startRead(at:byteCount:)``.
  public func startRead(at offset: Int, byteCount: Int) throws(BackendError) -> any PendingRead {
    try underlying.startRead(at: offset, byteCount: byteCount)
  }
}
