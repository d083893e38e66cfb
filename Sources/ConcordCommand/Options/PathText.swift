/// Paths as flags' values.
enum PathText {
  /// The parser puts the flag before the reason.
  static func parse(_ text: String) throws -> String {
    guard !text.isEmpty else { throw CommandError("it must be a path, and is empty") }
    return text
  }

  /// A path to write `format` to: refused where its name promises something else.
  static func parse(_ format: FileFormat) -> @Sendable (String) throws -> String {
    { text in
      let path = try parse(text)
      if let other = FileFormat.promised(by: path), other != format {
        throw CommandError("what is written is \(format.name), so name the file something.\(format.suffix)")
      }
      return path
    }
  }
}

/// What is in a file, as its name says it.
enum FileFormat: CaseIterable {
  case svg, json, xml, safetensors, html, onnx
  /// Formats that nothing here writes.
  case foreign

  var name: String {
    switch self {
    case .svg: "SVG"
    case .json: "JSON"
    case .xml: "JUnit's XML"
    case .safetensors: "safetensors"
    case .html: "HTML"
    case .onnx: "ONNX"
    case .foreign: "something else"
    }
  }

  var suffix: String { "\(self)" }

  private static let foreignSuffixes = [
    "png", "jpg", "jpeg", "gif", "webp", "bmp", "pdf", "ps", "eps", "htm", "csv", "tsv", "yaml", "yml", "toml",
    "jsonl", "pt", "pth", "npy", "npz", "h5", "hdf5", "pkl", "pickle", "ckpt", "zip", "gz", "tar",
  ]

  /// The format that a path's last suffix names; nil where it names none that is known.
  static func promised(by path: String) -> FileFormat? {
    let name = path.split(separator: "/", omittingEmptySubsequences: false).last ?? ""
    guard let dot = name.lastIndex(of: "."), dot > name.startIndex else { return nil }
    let suffix = name[name.index(after: dot)...].lowercased()
    return allCases.first { $0 != .foreign && $0.suffix == suffix } ?? (foreignSuffixes.contains(suffix) ? .foreign : nil)
  }
}
