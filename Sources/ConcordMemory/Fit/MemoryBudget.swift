import ConcordKit

/// What may be asked of a device.
public struct MemoryBudget: Sendable, Hashable {
  /// Bytes of all allocations together.
  public var total: Int
  /// Bytes of one allocation; nil where there is no such limit.
  public var singleAllocation: Int?
  /// Where `total` comes from, for messages: `80 % of the memory of cpu-haswell`.
  public var origin: String

  /// `total` bytes, of which one allocation may be `singleAllocation`; `origin` says where the numbers come from.
  public init(total: Int, singleAllocation: Int? = nil, origin: String) {
    self.total = total
    self.singleAllocation = singleAllocation
    self.origin = origin
  }

  /// The share of a device that is left to others, and to what its driver takes for itself, unless someone asks otherwise.
  public static let standardHeadroom = 0.2

  /// The memory of a device less `headroom` of it, or `limit` where that is less; nil where neither is known.
  public static func of(_ info: DeviceInfo, headroom: Double = 0, limit: ByteCount? = nil) -> MemoryBudget? {
    let whole = info.memoryBytes.map { Self.share(of: $0, headroom: headroom) }
    let single = info.maximumAllocationBytes
    if let limit, limit.bytes <= whole ?? .max {
      return MemoryBudget(total: limit.bytes, singleAllocation: single, origin: "the memory limit")
    }
    guard let whole else { return nil }
    let part = headroom > 0 ? "\(percent(1 - headroom)) of " : ""
    return MemoryBudget(total: whole, singleAllocation: single, origin: "\(part)the memory of \(info.name)")
  }

  /// What `headroom`, at least 0 and below 1, leaves of so many bytes: rounded down, and no more than there are. A device may say any
  /// number, and the largest ones are no `Double` and back.
  public static func share(of bytes: Int, headroom: Double) -> Int {
    guard headroom > 0 else { return bytes }
    return min(bytes, Int(exactly: (Double(bytes) * (1 - headroom)).rounded(.down)) ?? bytes)
  }

  /// 0.8 as `80 %`, 0.875 as `87.5 %`.
  static func percent(_ share: Double) -> String {
    let tenths = Int((share * 1000).rounded())
    return tenths % 10 == 0 ? "\(tenths / 10) %" : "\(tenths / 10).\(tenths % 10) %"
  }
}
