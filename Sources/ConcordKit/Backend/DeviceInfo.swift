/// What a user can know of a device.
public struct DeviceInfo: Sendable, Equatable {
  /// What kind of processor it is, numbered as in the ABI.
  public enum Kind: UInt32, Sendable {
    /// A processor.
    case cpu = 1
    /// A graphics processor.
    case gpu = 2
    /// A device for computing alone.
    case accelerator = 3
    /// Any other device.
    case other = 4
  }

  /// Whether the device computes the contract's bits.
  public enum Conformance: UInt32, Sendable {
    /// It was not opened yet.
    case unknown = 0
    /// The suite ran on it and found no difference.
    case passed = 1
    /// It was opened by a user who asked for it all the same.
    case failed = 2
  }

  /// What kind of processor it is.
  public var kind: Kind
  /// The device's name, as its driver gives it.
  public var name: String
  /// The maker's name, as its driver gives it.
  public var vendor: String
  /// The implementation that offers the device: an OpenCL platform, for example.
  public var platform: String
  /// The driver and its version.
  public var driver: String
  /// All memory of the device in bytes; nil where unknown.
  public var memoryBytes: Int?
  /// The largest single allocation in bytes; nil where there is no such limit.
  public var maximumAllocationBytes: Int?
  /// How many compute units it has; 0 where it does not say.
  public var computeUnits: Int
  /// What is known of its bits.
  public var conformance: Conformance
  /// What a user should know besides: why it fails conformance, for example.
  public var notes: String

  /// Sizes are taken as they can be: from 0 to ``ByteCount/maximum``. Who reports more bytes than there are on earth is believed no
  /// further, so that sums of sizes stay numbers.
  public init(
    kind: Kind, name: String, vendor: String, platform: String, driver: String, memoryBytes: Int?,
    maximumAllocationBytes: Int?, computeUnits: Int, conformance: Conformance = .unknown, notes: String = ""
  ) {
    self.kind = kind
    self.name = name
    self.vendor = vendor
    self.platform = platform
    self.driver = driver
    func possible(_ byteCount: Int) -> Int { min(max(byteCount, 0), ByteCount.maximum) }
    self.memoryBytes = memoryBytes.map(possible)
    self.maximumAllocationBytes = maximumAllocationBytes.map(possible)
    self.computeUnits = max(computeUnits, 0)
    self.conformance = conformance
    self.notes = notes
  }
}

extension DeviceInfo.Kind: CustomStringConvertible {
  public var description: String {
    switch self {
    case .cpu: "cpu"
    case .gpu: "gpu"
    case .accelerator: "accelerator"
    case .other: "other"
    }
  }
}

extension DeviceInfo.Conformance: CustomStringConvertible {
  public var description: String {
    switch self {
    case .unknown: "not checked"
    case .passed: "conforming"
    case .failed: "NON-CONFORMING"
    }
  }
}
