import ConcordABI
import Synchronization

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Offers a Swift backend through the C ABI. A plugin's exported function returns what ``export(_:to:)`` gives.
///
/// A library exports one backend: the C functions find it here, in the library's own copy of this module.
public enum BackendExporter {
  private struct Exported: @unchecked Sendable {
    var backend: (any Backend)?
    var table: UnsafePointer<concord_backend>?
  }

  private static let exported = Mutex(Exported())
  private static let host = Mutex<Host?>(nil)

  private struct Host: @unchecked Sendable {
    let pointer: UnsafePointer<concord_host>
  }

  /// The table of `backend`, or nil where the host has another ABI version.
  public static func export(
    _ backend: any Backend, to hostTable: UnsafePointer<concord_host>?
  ) -> UnsafePointer<concord_backend>? {
    guard let hostTable, hostTable.pointee.abi_version == CONCORD_ABI_VERSION else { return nil }
    let newHost = Host(pointer: hostTable)
    host.withLock { $0 = newHost }
    return exported.withLock { exported in
      if let table = exported.table { return Table(pointer: table) }
      exported.backend = backend
      let table = UnsafeMutablePointer<concord_backend>.allocate(capacity: 1)
      table.initialize(to: functions(name: backend.name, version: backend.version))
      exported.table = UnsafePointer(table)
      return Table(pointer: UnsafePointer(table))
    }.pointer
  }

  private struct Table: @unchecked Sendable {
    let pointer: UnsafePointer<concord_backend>
  }

  /// Sends a line to the host's log.
  public static func log(_ level: PluginHost.LogLevel, _ message: String) {
    guard let host = host.withLock({ $0 })?.pointer else { return }
    host.pointee.log(host.pointee.context, level.rawValue, message)
  }

  static func backend() throws(BackendError) -> any Backend {
    guard let backend = exported.withLock({ $0.backend }) else {
      throw BackendError(.internal, "a backend was called before its entry function")
    }
    return backend
  }

  /// Runs `body` and turns what it throws into an error object.
  static func report(_ body: () throws(BackendError) -> Void) -> UnsafeMutablePointer<concord_error>? {
    do throws(BackendError) {
      try body()
      return nil
    } catch {
      return error.exported()
    }
  }
}
