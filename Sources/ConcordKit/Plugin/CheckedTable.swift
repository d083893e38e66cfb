import ConcordABI

/// A backend's function table, copied, after all that can be checked of it.
struct CheckedTable {
  /// What the library's table holds of this header's fields; those that it is too short for are nil.
  let table: concord_backend
  let name: String
  let version: String

  private static let header = ForeignTable.Header(
    name: "concord_backend.h", what: "ABI version", version: CONCORD_ABI_VERSION)
  /// Up to the end of the last required function; what follows is optional.
  private static let requiredByteCount = MemoryLayout<concord_backend>.offset(of: \.program_profile) ?? .max

  init(_ pointer: UnsafePointer<concord_backend>) throws(ForeignTable.Problem) {
    let table = try ForeignTable.read(pointer, Self.header, requiredByteCount: Self.requiredByteCount)
    if (table.buffer_read_start == nil) != (table.read_finish == nil) {
      throw ForeignTable.Problem("it has one of buffer_read_start and read_finish without the other")
    }
    try ForeignTable.check(
      Self.functions(of: table), texts: [("name", table.name != nil), ("version", table.version != nil)], Self.header)
    self.table = table
    name = try ForeignTable.text(table.name, "name")
    version = try ForeignTable.text(table.version, "version")
  }

  private static func functions(of table: concord_backend) -> [ForeignTable.Function] {
    typealias Function = ForeignTable.Function
    return [
      Function("device_count", table.device_count), Function("device_info", table.device_info),
      Function("device_open", table.device_open), Function("device_close", table.device_close),
      Function("device_describe", table.device_describe), Function("device_synchronize", table.device_synchronize),
      Function("buffer_allocate", table.buffer_allocate), Function("buffer_release", table.buffer_release),
      Function("buffer_write", table.buffer_write), Function("buffer_read", table.buffer_read),
      Function("program_query", table.program_query), Function("program_compile", table.program_compile),
      Function("program_release", table.program_release), Function("program_run", table.program_run),
      Function("program_profile", table.program_profile, optional: true),
      Function("device_peak", table.device_peak, optional: true),
      Function("buffer_read_start", table.buffer_read_start, optional: true),
      Function("read_finish", table.read_finish, optional: true),
      Function("program_tune", table.program_tune, optional: true),
      Function("device_report", table.device_report, optional: true),
    ]
  }
}
