import ConcordABI

/// A transport in a shared library, seen through its C interface.
final class LoadedTransport: Transport {
  /// More is taken for garbage.
  private static let maximumCount: UInt32 = 1 << 20

  let name: String
  let rank: Int
  let count: Int
  private let table: concord_transport
  private let calls: ForeignCalls
  private let link: OpaquePointer
  /// Milliseconds.
  private let limit: UInt64
  private var isOpen = true

  /// Joins the other ranks.
  ///
  /// - Parameter limit: How long another rank is waited for at most.
  init(_ checked: CheckedTransport, _ calls: ForeignCalls, limit: Duration) throws(BackendError) {
    (name, table, self.calls) = (checked.name, checked.table, calls)
    let (seconds, attoseconds) = limit.components
    self.limit = UInt64(
      clamping: seconds.multipliedReportingOverflow(by: 1000).partialValue + attoseconds / 1_000_000_000_000_000)
    var link: OpaquePointer?
    var (rank, count): (UInt32, UInt32) = (0, 0)
    let milliseconds = self.limit
    let returned = calls.call("link_open") { checked.table.link_open(milliseconds, &link, &rank, &count) }
    try BackendError.check(returned, calls)
    guard let link else { throw BackendError(.internal, "transport '\(checked.name)' joined the ranks but returned no link") }
    guard count >= 1, count <= Self.maximumCount, rank < count else {
      throw BackendError(.internal, "transport '\(checked.name)' says that this is rank \(rank) of \(count), which cannot be")
    }
    (self.link, self.rank, self.count) = (link, Int(rank), Int(count))
  }

  func send(_ bytes: UnsafeRawBufferPointer, to rank: Int) throws(BackendError) {
    guard bytes.count > 0 else { return }
    try attempt("send") { table.send(link, UInt32(rank), bytes.baseAddress, UInt64(bytes.count), limit) }
  }

  func receive(into bytes: UnsafeMutableRawBufferPointer, from rank: Int) throws(BackendError) {
    guard bytes.count > 0 else { return }
    var received: UInt64 = 0
    try attempt("receive") { table.receive(link, UInt32(rank), bytes.baseAddress, UInt64(bytes.count), &received, limit) }
    guard received == UInt64(bytes.count) else {
      throw BackendError(
        .internal, "transport '\(name)' received \(received) bytes of rank \(rank) where \(bytes.count) were to come")
    }
  }

  func broadcast(_ bytes: UnsafeMutableRawBufferPointer, from rank: Int) throws(BackendError) {
    guard bytes.count > 0 else { return }
    try attempt("broadcast") { table.broadcast(link, UInt32(rank), bytes.baseAddress, UInt64(bytes.count), limit) }
  }

  func barrier() throws(BackendError) { try attempt("barrier") { table.barrier(link, limit) } }

  func close() {
    guard isOpen else { return }
    isOpen = false
    calls.call("link_close") { table.link_close(link) }
  }

  func abort(_ reason: String) {
    guard isOpen else { return }
    isOpen = false
    calls.call("abort") { reason.withCString { table.abort(link, $0) } }
  }

  private func attempt(_ function: StaticString, _ body: () -> PluginFunctions.Returned) throws(BackendError) {
    guard isOpen else { throw BackendError(.internal, "the link of transport '\(name)' was closed before") }
    try BackendError.check(calls.call(function, body), calls)
  }
}
