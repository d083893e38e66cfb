import ConcordABI
import ConcordFiles

extension DeviceInfo {
  init(_ info: concord_device_info) {
    func known(_ bytes: UInt64) -> Int? { bytes == 0 ? nil : Int(clamping: bytes) }
    self.init(
      kind: Kind(rawValue: info.type) ?? .other,
      name: CStrings.read(info.name).printable(),
      vendor: CStrings.read(info.vendor).printable(),
      platform: CStrings.read(info.platform).printable(),
      driver: CStrings.read(info.driver).printable(),
      memoryBytes: known(info.memory_bytes),
      maximumAllocationBytes: known(info.max_allocation_bytes),
      computeUnits: Int(info.compute_units),
      conformance: Conformance(rawValue: info.conformance) ?? .unknown,
      notes: CStrings.read(info.notes).printable())
  }

  /// Fills the caller's struct, of which `size` bytes are there.
  func write(to target: UnsafeMutablePointer<concord_device_info>) {
    var info = concord_device_info()
    let room = Int(clamping: target.pointee.size)
    info.size = target.pointee.size
    info.type = kind.rawValue
    info.conformance = conformance.rawValue
    info.memory_bytes = UInt64(clamping: memoryBytes ?? 0)
    info.max_allocation_bytes = UInt64(clamping: maximumAllocationBytes ?? 0)
    info.compute_units = UInt32(clamping: computeUnits)
    CStrings.write(name, to: &info.name)
    CStrings.write(vendor, to: &info.vendor)
    CStrings.write(platform, to: &info.platform)
    CStrings.write(driver, to: &info.driver)
    CStrings.write(notes, to: &info.notes)
    withUnsafeBytes(of: info) { bytes in
      UnsafeMutableRawPointer(target).copyMemory(
        from: bytes.baseAddress.unsafelyUnwrapped, byteCount: min(room, bytes.count))
    }
  }
}
