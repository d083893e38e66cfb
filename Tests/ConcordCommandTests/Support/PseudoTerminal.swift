import Foundation
import Glibc
import Testing

/// What `concord` writes to a terminal of a given width, and what then stands on its screen.
struct PseudoTerminal {
  var status: Int32
  /// Everything, with its control characters.
  var bytes: String

  /// Runs the built command with its standard output and error on a terminal of `columns`.
  init(_ arguments: String..., columns: UInt16) throws {
    let master = open("/dev/ptmx", O_RDWR | O_NOCTTY)
    try #require(master >= 0, "a pseudo terminal")
    var (locked, number): (Int32, UInt32) = (0, 0)
    // TIOCSPTLCK and TIOCGPTN: what unlockpt and ptsname do, which Glibc's module does not show.
    try #require(ioctl(master, 0x4004_5431, &locked) == 0)
    try #require(ioctl(master, 0x8004_5430, &number) == 0)
    let slave = open("/dev/pts/\(number)", O_RDWR | O_NOCTTY)
    try #require(slave >= 0)
    var size = winsize(ws_row: 50, ws_col: columns, ws_xpixel: 0, ws_ypixel: 0)
    try #require(ioctl(slave, UInt(TIOCSWINSZ), &size) == 0)
    let process = Process()
    process.executableURL = URL(fileURLWithPath: try #require(Concord.path))
    process.arguments = arguments
    var variables = ProcessInfo.processInfo.environment.filter { !$0.key.hasPrefix("CONCORD_") }
    variables["CONCORD_BACKEND"] = "reference"
    variables["NO_COLOR"] = nil
    process.environment = variables
    let terminal = FileHandle(fileDescriptor: slave, closeOnDealloc: true)
    process.standardOutput = terminal
    process.standardError = terminal
    process.standardInput = FileHandle.nullDevice
    try process.run()
    try terminal.close()
    var data: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    // A terminal whose other side is closed answers with an error instead of an end.
    while case let count = read(master, &buffer, buffer.count), count > 0 { data += buffer.prefix(count) }
    close(master)
    process.waitUntilExit()
    status = process.terminationStatus
    bytes = String(decoding: data, as: UTF8.self)
  }

  /// The lines of the screen after the last byte, as a terminal that wraps at `columns` shows them.
  func screen(columns: Int) -> [String] {
    var lines: [[Character]] = [[]]
    var column = 0
    var rest = bytes[...]
    while let character = rest.popFirst() {
      switch character {
      case "\r": column = 0
      case "\n", "\r\n":
        lines.append([])
        column = 0
      case "\u{1b}":
        // A colour: up to its m.
        while let next = rest.popFirst(), next != "m" {}
      default:
        if column == columns {
          lines.append([])
          column = 0
        }
        let last = lines.count - 1
        while lines[last].count <= column { lines[last].append(" ") }
        lines[last][column] = character
        column += 1
      }
    }
    return lines.map { String($0).replacing(#/ +$/#, with: "") }
  }
}
