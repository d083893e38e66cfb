import ConcordABI

/// A transport's function table, copied, after all that can be checked of it.
struct CheckedTransport {
  let table: concord_transport
  let name: String
  let version: String

  private static let header = ForeignTable.Header(
    name: "concord_transport.h", what: "transport version", version: CONCORD_TRANSPORT_VERSION)

  init(_ pointer: UnsafePointer<concord_transport>) throws(ForeignTable.Problem) {
    typealias Function = ForeignTable.Function
    let table = try ForeignTable.read(pointer, Self.header, requiredByteCount: MemoryLayout<concord_transport>.size)
    try ForeignTable.check(
      [
        Function("link_open", table.link_open), Function("link_close", table.link_close), Function("send", table.send),
        Function("receive", table.receive), Function("broadcast", table.broadcast), Function("barrier", table.barrier),
        Function("abort", table.abort),
      ], texts: [("name", table.name != nil), ("version", table.version != nil)], Self.header)
    self.table = table
    name = try ForeignTable.text(table.name, "name")
    version = try ForeignTable.text(table.version, "version")
  }
}
