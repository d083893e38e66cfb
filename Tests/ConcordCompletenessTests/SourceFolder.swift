import ConcordTestSupport
import Foundation

/// What stands in the package's files, for tests that hold lists to folders.
enum SourceFolder {
  /// The text of a file, by its path in the package.
  static func text(_ path: String) throws -> String {
    try String(contentsOf: CCompiler.root.appendingPathComponent(path), encoding: .utf8)
  }

  /// The names of the files of a folder that end in `suffix`, without it.
  static func names(in folder: String, suffix: String) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: CCompiler.root.appendingPathComponent(folder).path)
      .filter { $0.hasSuffix(suffix) }.map { String($0.dropLast(suffix.count)) }.sorted()
  }

  /// The structures that a folder's Swift files declare as conforming to one of `protocols`.
  static func structures(in folder: String, conformingTo protocols: String...) throws -> Set<String> {
    var found: Set<String> = []
    for name in try names(in: folder, suffix: ".swift") {
      for line in try text("\(folder)/\(name).swift").split(separator: "\n") {
        let words = line.split { !$0.isLetter && !$0.isNumber }.map(String.init)
        guard let keyword = words.firstIndex(of: "struct"), keyword <= 1, words.count > keyword + 2 else { continue }
        if !Set(words[(keyword + 2)...]).isDisjoint(with: protocols) { found.insert(words[keyword + 1]) }
      }
    }
    return found
  }
}
