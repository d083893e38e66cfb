import COpenCL
import ConcordKit

/// By what a piece of hardware is known again that several platforms list.
struct PhysicalIdentity: Hashable {
  /// Where it is plugged in.
  struct Address: Hashable {
    /// Nil where the driver does not tell; most machines have one.
    var domain: UInt32?
    var bus: UInt32
    var device: UInt32
    var function: UInt32
  }

  /// `cl_khr_device_uuid`: 16 bytes, the same through every driver's interface.
  var uuid: [UInt8]?
  var address: Address?

  /// Whether both are known to be one device. Drivers may give it different UUIDs; its place is one.
  func isSame(as other: PhysicalIdentity) -> Bool {
    if let uuid, uuid == other.uuid { return true }
    guard let mine = address, let theirs = other.address else { return false }
    return (mine.bus, mine.device, mine.function) == (theirs.bus, theirs.device, theirs.function)
      && (mine.domain == nil || theirs.domain == nil || mine.domain == theirs.domain)
  }
}

extension PhysicalIdentity {
  /// As far as the driver says; properties that it does not know are no errors.
  init(of device: DeviceID, extensions: Set<String>, calls: OpenCLCalls) {
    if extensions.contains("cl_khr_device_uuid"), let bytes = calls.property(CL_DEVICE_UUID_KHR, of: device, byteCount: 16),
      bytes.contains(where: { $0 != 0 })
    {
      uuid = bytes
    }
    let address = Self.address(of: device, extensions, calls)
    // There is the bridge to the bus, so that it stands for unknown.
    if let address, (address.bus, address.device, address.function) != (0, 0, 0) { self.address = address }
  }

  private static func address(of device: DeviceID, _ extensions: Set<String>, _ calls: OpenCLCalls) -> Address? {
    func word(_ property: Int32) -> UInt32? { try? calls.number(property, of: device, as: UInt32.self) }
    if extensions.contains("cl_khr_pci_bus_info"),
      let words = calls.property(CL_DEVICE_PCI_BUS_INFO_KHR, of: device, byteCount: 16)?.words
    {
      return Address(domain: words[0], bus: words[1], device: words[2], function: words[3])
    }
    // `CL_DEVICE_PCI_BUS_ID_NV`, `CL_DEVICE_PCI_SLOT_ID_NV` and `CL_DEVICE_PCI_DOMAIN_ID_NV`; a slot is a device of five bits and a function of three.
    if extensions.contains("cl_nv_device_attribute_query"), let bus = word(0x4008), let slot = word(0x4009) {
      return Address(domain: word(0x400A), bus: bus, device: slot >> 3, function: slot & 7)
    }
    // A union of 24 bytes: its type, 1 for PCI Express, and in its last three bytes bus, device and function.
    if extensions.contains("cl_amd_device_attribute_query"),
      let bytes = calls.property(CL_DEVICE_TOPOLOGY_AMD, of: device, byteCount: 24), bytes.words[0] == 1
    {
      return Address(domain: nil, bus: UInt32(bytes[21]), device: UInt32(bytes[22]), function: UInt32(bytes[23]))
    }
    return nil
  }
}

extension PhysicalIdentity: CustomStringConvertible {
  var description: String {
    func digits(_ number: some BinaryInteger, _ count: Int) -> String {
      let text = String(number, radix: 16)
      return String(repeating: "0", count: max(0, count - text.count)) + text
    }
    let place = address.map {
      "PCI \($0.domain.map { digits($0, 4) } ?? "?"):\(digits($0.bus, 2)):\(digits($0.device, 2)).\(digits($0.function, 1))"
    }
    let name = uuid.map { "UUID " + $0.map { digits($0, 2) }.joined() }
    let known = [name, place].compactMap(\.self)
    return known.isEmpty ? "nothing that tells it from others" : known.joined(separator: ", ")
  }
}

extension [UInt8] {
  /// Whole words of 32 bits, in the order of this machine.
  fileprivate var words: [UInt32] {
    withUnsafeBytes { bytes in
      (0..<bytes.count / 4).map { bytes.loadUnaligned(fromByteOffset: 4 * $0, as: UInt32.self) }
    }
  }
}
