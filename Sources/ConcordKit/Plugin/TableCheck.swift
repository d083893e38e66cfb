import ConcordABI

/// Whether a library's function table is one that this host can call.
enum TableCheck {
  /// Up to the end of the last required function; what follows is optional.
  private static let requiredByteCount = MemoryLayout<concord_backend>.offset(of: \.program_profile) ?? .max

  /// What is wrong with it, or nil.
  static func problem(of table: UnsafePointer<concord_backend>) -> String? {
    // `size` and `abi_version` stand at the same place in every version; nothing else may be read before they are checked.
    let version = table.pointee.abi_version
    if version != CONCORD_ABI_VERSION {
      let relation = version > CONCORD_ABI_VERSION ? "newer" : "older"
      let remedy = version > CONCORD_ABI_VERSION ? "update Concord or rebuild the plugin" : "rebuild the plugin"
      return "it was built for the \(relation) ABI version \(version), this host has \(CONCORD_ABI_VERSION); "
        + "\(remedy) with this Concord's concord_backend.h"
    }
    if table.pointee.size < UInt64(requiredByteCount) {
      return "its table has \(table.pointee.size) bytes where ABI version 1 has at least \(requiredByteCount); "
        + "rebuild it with this Concord's concord_backend.h"
    }
    let calls = concord_backend(copyOf: table)
    let required: [(String, Bool)] = [
      ("name", calls.name != nil), ("version", calls.version != nil), ("device_count", calls.device_count != nil),
      ("device_info", calls.device_info != nil), ("device_open", calls.device_open != nil),
      ("device_close", calls.device_close != nil), ("device_describe", calls.device_describe != nil),
      ("device_synchronize", calls.device_synchronize != nil), ("buffer_allocate", calls.buffer_allocate != nil),
      ("buffer_release", calls.buffer_release != nil), ("buffer_write", calls.buffer_write != nil),
      ("buffer_read", calls.buffer_read != nil), ("program_query", calls.program_query != nil),
      ("program_compile", calls.program_compile != nil), ("program_release", calls.program_release != nil),
      ("program_run", calls.program_run != nil),
    ]
    let missing = required.filter { !$0.1 }.map(\.0)
    guard missing.isEmpty else { return "it lacks the required \(missing.joined(separator: ", "))" }
    if (calls.buffer_read_start == nil) != (calls.read_finish == nil) {
      return "it has one of buffer_read_start and read_finish without the other"
    }
    return nil
  }
}
