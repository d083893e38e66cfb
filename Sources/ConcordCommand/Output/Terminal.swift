#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// The terminal behind a stream, if there is one.
enum Terminal {
  /// What text is laid out for where nobody says how wide the place is.
  static let standardColumns = 80

  static func isTerminal(_ stream: Int32) -> Bool { isatty(stream) == 1 }

  /// Its width in characters; asked for anew each time, because windows change.
  static func columns(_ stream: Int32) -> Int {
    var size = winsize()
    guard ioctl(stream, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return standardColumns }
    return Int(size.ws_col)
  }
}
