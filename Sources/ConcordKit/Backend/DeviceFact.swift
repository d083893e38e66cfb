/// One thing that is known of a device: a property, a conclusion, or what came of trying something.
public struct DeviceFact: Sendable, Hashable, Encodable {
  /// What it is: `CL_DEVICE_NAME`, `probe fusedMultiplyAdd`.
  public var name: String
  /// Text of any number of lines.
  public var value: String

  /// `value` is of what `name` says.
  public init(_ name: String, _ value: String) {
    self.name = name
    self.value = value
  }
}
