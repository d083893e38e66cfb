import ConcordABI
import ConcordFiles

/// A library's function table, copied, after all that can be checked of it: its version and size, that what must be there is, that
/// functions are code, and that texts end.
struct CheckedTable {
  /// What the library's table holds of this header's fields; those that it is too short for are nil.
  let table: concord_backend
  let name: String
  let version: String

  struct Problem: Error {
    /// Reads on from the plugin's path.
    var text: String

    init(_ text: String) { self.text = text }
  }

  /// Up to the end of the last required function; what follows is optional.
  private static let requiredByteCount = MemoryLayout<concord_backend>.offset(of: \.program_profile) ?? .max
  /// Of a name, and of a version.
  private static let textLimit = 128

  init(_ pointer: UnsafePointer<concord_backend>) throws(Problem) {
    guard UInt(bitPattern: pointer) % UInt(MemoryLayout<concord_backend>.alignment) == 0,
      let start = ForeignMemory.load(Start.self, at: pointer)
    else {
      throw Problem("what it gave as its table is no address of one")
    }
    if start.version != CONCORD_ABI_VERSION {
      let relation = start.version > CONCORD_ABI_VERSION ? "newer" : "older"
      let remedy = start.version > CONCORD_ABI_VERSION ? "update Concord or rebuild the plugin" : "rebuild the plugin"
      throw Problem(
        "it was built for the \(relation) ABI version \(start.version), this host has \(CONCORD_ABI_VERSION); "
          + "\(remedy) with this Concord's concord_backend.h")
    }
    guard start.size >= UInt64(Self.requiredByteCount) else {
      throw Problem(
        "its table has \(start.size) bytes where ABI version 1 has at least \(Self.requiredByteCount); "
          + "rebuild it with this Concord's concord_backend.h")
    }
    guard let table = Self.copy(pointer, byteCount: Int(clamping: start.size)) else {
      throw Problem("its table says that it has \(start.size) bytes, which are not all there; rebuild it")
    }
    try Self.check(table)
    self.table = table
    name = try Self.text(table.name, "name")
    version = try Self.text(table.version, "version")
  }

  /// `size` and `abi_version` stand at the same place in every version; nothing else may be read before they are checked.
  private struct Start {
    var size: UInt64
    var version: UInt32
  }

  private static func copy(_ pointer: UnsafePointer<concord_backend>, byteCount: Int) -> concord_backend? {
    let whole = MemoryLayout<concord_backend>.size
    guard byteCount < whole else { return ForeignMemory.load(concord_backend.self, at: pointer) }
    var table = concord_backend()
    for offset in stride(from: 0, to: byteCount / 8 * 8, by: 8) {
      guard let word = ForeignMemory.load(UInt64.self, at: UnsafeRawPointer(pointer) + offset) else { return nil }
      withUnsafeMutableBytes(of: &table) { $0.storeBytes(of: word, toByteOffset: offset, as: UInt64.self) }
    }
    return table
  }

  private static func check(_ table: concord_backend) throws(Problem) {
    let required: [(String, Bool)] = [("name", table.name != nil), ("version", table.version != nil)]
    let functions = functions(of: table)
    let missing = required.filter { !$0.1 }.map(\.0) + functions.filter { $0.isRequired && $0.address == 0 }.map(\.name)
    guard missing.isEmpty else { throw Problem("it lacks the required \(missing.joined(separator: ", "))") }
    if (table.buffer_read_start == nil) != (table.read_finish == nil) {
      throw Problem("it has one of buffer_read_start and read_finish without the other")
    }
    if let wild = functions.first(where: { $0.address != 0 && !ForeignCode.isThere($0.address) }) {
      throw Problem(
        "its function \(wild.name) is an address where no code is; rebuild it with this Concord's concord_backend.h")
    }
  }

  /// Name, address (0: none), and whether it must be there.
  private static func functions(of table: concord_backend) -> [(name: String, address: UInt, isRequired: Bool)] {
    func entry<Function>(_ name: String, _ function: Function?, optional: Bool = false) -> (String, UInt, Bool) {
      (name, function.map { unsafeBitCast($0, to: UInt.self) } ?? 0, !optional)
    }
    return [
      entry("device_count", table.device_count), entry("device_info", table.device_info),
      entry("device_open", table.device_open), entry("device_close", table.device_close),
      entry("device_describe", table.device_describe), entry("device_synchronize", table.device_synchronize),
      entry("buffer_allocate", table.buffer_allocate), entry("buffer_release", table.buffer_release),
      entry("buffer_write", table.buffer_write), entry("buffer_read", table.buffer_read),
      entry("program_query", table.program_query), entry("program_compile", table.program_compile),
      entry("program_release", table.program_release), entry("program_run", table.program_run),
      entry("program_profile", table.program_profile, optional: true),
      entry("device_peak", table.device_peak, optional: true),
      entry("buffer_read_start", table.buffer_read_start, optional: true),
      entry("read_finish", table.read_finish, optional: true),
      entry("program_tune", table.program_tune, optional: true),
      entry("device_report", table.device_report, optional: true),
    ]
  }

  private static func text(_ pointer: UnsafePointer<CChar>?, _ what: String) throws(Problem) -> String {
    guard let pointer, let text = ForeignMemory.text(at: pointer, limit: textLimit) else {
      throw Problem("its \(what) is no text that can be read")
    }
    return text.printable(limit: textLimit)
  }
}
