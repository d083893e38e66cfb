import Concord

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Ends the process where a backend does not open in time: a call into its library cannot be taken back.
enum OpeningLimit {
  static let variable = "CONCORD_OPEN_SECONDS"

  /// As `devices --check` has it: a device that is new compiles its first kernels.
  private static let usualSeconds = 120.0

  /// - Parameter backend: As it was asked for.
  static func keep<Result>(_ backend: String, _ body: () throws -> Result) throws -> Result {
    let seconds = try seconds()
    let watch = Task.detached {
      try await Task.sleep(for: .seconds(seconds))
      end(backend, after: seconds)
    }
    defer { watch.cancel() }
    return try body()
  }

  private static func seconds() throws -> Double {
    guard let text = Precedence.environment(variable) else { return usualSeconds }
    do {
      return try RealNumbers.seconds(upTo: 1_000_000, zero: false).parse(text)
    } catch {
      throw CommandError("\(variable) is '\(text)': \(error)")
    }
  }

  private static func end(_ backend: String, after seconds: Double) {
    let call = PluginLoader.callUnderWay.map { ", and is in the call \($0)" } ?? ""
    var progress = Progress()
    progress.line(
      "Error: the backend '\(backend)' did not open within \(Format.decimal(seconds, seconds < 10 ? 1 : 0)) s\(call); choose another with --backend, "
        + "or let it take longer with \(variable)")
    OrderlyEnd.expect()
    // What hangs may hang what the library has to do at the end too.
    _exit(1)
  }
}
