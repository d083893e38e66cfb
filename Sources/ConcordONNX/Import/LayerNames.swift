import ConcordNN

/// Names for layers, each once: those of PyTorch's modules where the file has them.
struct LayerNames {
  private var used: Set<String>
  private var counts: [String: Int] = [:]

  init(taken: [String]) { used = Set(taken) }

  /// - Parameter numbered: Whether a number follows in any case.
  mutating func unique(_ wish: String, numbered: Bool) -> String {
    let wish = LayerDescription.isName(wish) ? wish : "layer"
    if !numbered, used.insert(wish).inserted { return wish }
    while true {
      let number = counts[wish, default: 0] + 1
      counts[wish] = number
      let name = numbered ? "\(wish)\(number)" : "\(wish)_\(number)"
      if used.insert(name).inserted { return name }
    }
  }

  /// Whether a parameter's name is one that PyTorch gave.
  static func isModule(_ parameter: String) -> Bool { LayerDescription.isName(parameter) && !parameter.contains(":") }

  /// The module that a parameter belongs to: `layer1.0.conv1` of `layer1.0.conv1.weight`; else the one that the exporter wrote into the
  /// node's name, as in `/layer1/layer1.0/conv1/Conv`.
  static func module(of parameter: String?, _ reader: NodeReader) -> String? {
    if let parameter, parameter.hasSuffix(".weight"), LayerDescription.isName(parameter) {
      return String(parameter.dropLast(7))
    }
    let parts = reader.node.name.split(separator: "/").dropLast()
    guard reader.node.name.hasPrefix("/"), !parts.isEmpty else { return nil }
    var path: [String] = []
    for part in parts {
      // A list's element carries the list's name before its own number.
      if let before = path.last, part.hasPrefix(before + ".") { path.removeLast() }
      path.append(String(part))
    }
    let name = path.joined(separator: ".")
    return LayerDescription.isName(name) ? name : nil
  }
}
