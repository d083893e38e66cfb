import ArgumentParser

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// The words of the command line, before they are parsed.
enum CommandWords {
  /// The words after the program's name.
  ///
  /// - Throws: Where one is no UTF-8: read as text it would name another file than the one that was meant.
  static func all() throws -> [String] {
    var words: [String] = []
    for index in 1..<max(1, Int(CommandLine.argc)) {
      guard let bytes = CommandLine.unsafeArgv[index] else { break }
      guard let word = String(validatingCString: bytes) else {
        throw CommandError(
          "argument \(index), '\(escaped(bytes))', is not UTF-8; rename the file, or name it by a link without it")
      }
      words.append(word)
    }
    return words
  }

  /// Variables that hold paths, or what may be one.
  private static let variables = [
    "CONCORD_BACKEND", "CONCORD_CACHE_DIR", "CONCORD_CONFIG", "CONCORD_DATA_DIR", "CONCORD_PLUGIN_PATH", "XDG_CACHE_HOME",
    "HOME",
  ]

  /// - Throws: Where a variable is no UTF-8, as ``all()`` does for words.
  static func checkEnvironment() throws {
    for name in variables {
      guard let bytes = getenv(name), String(validatingCString: bytes) == nil else { continue }
      throw CommandError(
        "\(name), '\(escaped(bytes))', is not UTF-8; rename the file or folder, or name it by a link without it")
    }
  }

  /// - Throws: Where the first words are no command: the parser would look at the flags behind it, and complain of these.
  static func checkCommand(_ words: [String]) throws {
    var node: any ParsableCommand.Type = ConcordCommand.self
    var path = ["concord"]
    for word in words {
      let children = node.configuration.subcommands
      guard !children.isEmpty, !word.hasPrefix("-") else { return }
      guard let next = children.first(where: { name($0) == word }) else {
        if word == "help", path.count == 1 { return try checkCommand(Array(words.dropFirst())) }
        let names = children.filter { $0.configuration.shouldDisplay }.map { name($0) }.joined(separator: ", ")
        throw ValidationError("'\(path.joined(separator: " "))' has no command '\(word)'; there are: \(names)")
      }
      node = next
      path.append(word)
    }
  }

  private static func name(_ command: any ParsableCommand.Type) -> String {
    command.configuration.commandName ?? "\(command)".lowercased()
  }

  /// The bytes as text, with those that are none as `\xE9`.
  private static func escaped(_ bytes: UnsafePointer<CChar>) -> String {
    UnsafeRawBufferPointer(start: bytes, count: strlen(bytes)).map { byte in
      (0x20..<0x7f).contains(byte) ? String(UnicodeScalar(byte)) : "\\x" + String(byte, radix: 16)
    }.joined()
  }
}
