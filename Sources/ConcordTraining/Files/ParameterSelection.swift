import ConcordFiles
import ConcordNN

/// What of a file becomes a model's parameters, and under which names: all of it, unless told otherwise.
public struct ParameterSelection: Sendable {
  /// The beginning of names, and what stands in its place.
  public struct Renaming: Sendable, Hashable {
    /// The beginning: empty for all names.
    public var from: String
    /// What the names begin with instead.
    public var to: String
  }

  /// In this order, each of what the ones before it made.
  public var renamings: [Renaming]
  /// Parameters, and tensors of the file, that are left as they are: patterns in which `*` stands for any text.
  public var skipped: [String]

  /// - Parameters:
  ///   - renamings: As `module.=>`, or `backbone.=>features.`, several with commas.
  ///   - skipped: As `fc.*`, several with commas.
  /// - Throws: A renaming without an arrow, or an empty pattern.
  public init(renamings: String? = nil, skipped: String? = nil) throws(ParameterSelectionError) {
    self.renamings = []
    for part in renamings?.split(separator: ",", omittingEmptySubsequences: false) ?? [] {
      guard let arrow = part.firstRange(of: "=>") else {
        throw ParameterSelectionError(
          "'\(part)' is no renaming: write the beginning of names and what stands instead, as in module.=>")
      }
      self.renamings.append(Renaming(from: String(part[..<arrow.lowerBound]), to: String(part[arrow.upperBound...])))
    }
    self.skipped = skipped?.split(separator: ",", omittingEmptySubsequences: false).map(String.init) ?? []
    guard !self.skipped.contains("") else { throw ParameterSelectionError("a pattern is empty; write names, as in fc.*") }
  }

  /// Whether a parameter of this name, as the model has it, keeps what it has.
  public func skips(_ name: String) -> Bool { skipped.contains { Self.matches(name, $0) } }

  /// The tensors of a file that are taken, under their new names.
  ///
  /// - Throws: A renaming or a pattern that nothing is called by, and names that become one.
  func selected(_ file: Safetensors, for parameters: [Parameter], _ path: String) throws(FileError) -> Safetensors {
    var file = file
    for renaming in renamings {
      var isUsed = false
      for index in file.tensors.indices where file.tensors[index].name.hasPrefix(renaming.from) {
        file.tensors[index].name = renaming.to + file.tensors[index].name.dropFirst(renaming.from.count)
        isUsed = true
      }
      guard isUsed else { throw FileError(path, "none of its tensors has a name that begins with '\(renaming.from)'") }
    }
    var names: Set<String> = []
    for tensor in file.tensors where !names.insert(tensor.name).inserted {
      throw FileError(path, "two of its tensors would be called '\(tensor.name)'")
    }
    let known = names.union(parameters.map(\.name))
    for pattern in skipped where !known.contains(where: { Self.matches($0, pattern) }) {
      throw FileError(path, "neither it nor the model has a parameter like '\(pattern)'")
    }
    file.tensors.removeAll { skips($0.name) }
    return file
  }

  /// Whether a name is as a pattern says.
  static func matches(_ name: String, _ pattern: String) -> Bool {
    let parts = Array(pattern.utf8).split(separator: UInt8(ascii: "*"), omittingEmptySubsequences: false)
    var rest = Array(name.utf8)[...]
    guard let first = parts.first, let last = parts.last, rest.starts(with: first) else { return false }
    guard parts.count > 1 else { return rest.count == first.count }
    rest = rest.dropFirst(first.count)
    guard rest.count >= last.count, rest.suffix(last.count).elementsEqual(last) else { return false }
    rest = rest.dropLast(last.count)
    // The first place of each part is the best: it leaves the most for those after it.
    for part in parts.dropFirst().dropLast() {
      guard
        let place = (rest.startIndex...max(rest.startIndex, rest.endIndex - part.count)).first(where: { start in
          rest[start...].starts(with: part)
        })
      else { return false }
      rest = rest[(place + part.count)...]
    }
    return true
  }
}

/// Why a text says no selection.
public struct ParameterSelectionError: Error, CustomStringConvertible {
  /// For whoever wrote it.
  public let description: String

  init(_ description: String) { self.description = description }
}
