import ConcordABI
import ConcordFiles
import Synchronization

/// What plugins may call in the host: today, the log.
public enum PluginHost {
  /// How much a message matters, numbered as in the ABI.
  public enum LogLevel: UInt32, Sendable {
    /// For authors of backends.
    case debug = 0
    /// Worth knowing.
    case info = 1
    /// Something may be wrong.
    case warning = 2
    /// Something failed.
    case error = 3
  }

  private static let handler = Mutex<@Sendable (LogLevel, String) -> Void>({ _, _ in })

  /// Where plugins' log lines go. Nowhere, until this is called.
  public static func setLogHandler(_ newHandler: @escaping @Sendable (LogLevel, String) -> Void) {
    handler.withLock { $0 = newHandler }
  }

  /// The table that plugins get; it lives until the process ends.
  static var table: UnsafePointer<concord_host> { stored.pointer }

  private struct Stored: @unchecked Sendable {
    let pointer: UnsafePointer<concord_host>
  }

  private static let stored: Stored = {
    let pointer = UnsafeMutablePointer<concord_host>.allocate(capacity: 1)
    pointer.initialize(
      to: concord_host(
        size: UInt64(MemoryLayout<concord_host>.size), abi_version: CONCORD_ABI_VERSION, reserved: 0, context: nil,
        log: { _, level, message in
          guard let message else { return }
          let line = (ForeignMemory.text(at: message, limit: 1 << 14) ?? "a line that cannot be read").printable(limit: 1 << 14)
          PluginHost.handler.withLock { $0 }(LogLevel(rawValue: level) ?? .info, line)
        }))
    return Stored(pointer: UnsafePointer(pointer))
  }()
}
