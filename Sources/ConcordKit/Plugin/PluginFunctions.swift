import ConcordABI

/// A library's functions. Nothing calls one but through here.
final class PluginFunctions: @unchecked Sendable {
  // Unchecked: the functions may be called from any thread, and stay until the process ends.

  /// Those that the library's table is too short for are nil, like every other optional one that it lacks.
  private let table: concord_backend
  let calls: ForeignCalls

  init(_ table: concord_backend, _ calls: ForeignCalls) {
    self.table = table
    self.calls = calls
  }

  typealias Returned = UnsafeMutablePointer<concord_error>?

  /// Calls a function that can fail.
  ///
  /// - Throws: The error that it returned.
  func attempt(_ function: StaticString, _ body: (concord_backend) -> Returned) throws(BackendError) {
    try BackendError.check(calls.call(function) { body(table) }, calls)
  }

  /// Calls a function that cannot.
  func finish(_ function: StaticString, _ body: (concord_backend) -> Void) { calls.call(function) { body(table) } }

  /// Whether an optional function is there.
  func has<Function>(_ function: KeyPath<concord_backend, Function?>) -> Bool { table[keyPath: function] != nil }
}
