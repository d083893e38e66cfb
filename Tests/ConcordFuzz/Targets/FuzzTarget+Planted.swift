import Foundation

extension FuzzTarget {
  /// Parsers with a mistake each, which must be noticed. Not among those that are tried.
  static let planted: [FuzzTarget] = [
    planted("trap") { $0[$0.count] += 1 },
    planted("memory") { bytes in
      let room = [UInt8](repeating: 1, count: (64 << 20) + 9 * bytes.count + (1 << 20))
      bytes[0] = room[bytes.count]
    },
    planted("lines") { _ in throw PlantedError(description: "one line\nand another") },
    planted("hang") { _ in while true { sleep(1) } },
    planted("exit") { _ in exit(0) },
  ]

  private struct PlantedError: Error, CustomStringConvertible { let description: String }

  /// - Parameter mistake: Made on every input of an even length; the first seed is none.
  private static func planted(
    _ name: String, _ mistake: @escaping @Sendable (inout [UInt8]) throws -> Void
  ) -> FuzzTarget {
    FuzzTarget(name: "planted-\(name)", corpus: "config", suffix: "json") { path in
      var bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: path)))
      if bytes.count.isMultiple(of: 2) { try mistake(&bytes) }
    }
  }
}
