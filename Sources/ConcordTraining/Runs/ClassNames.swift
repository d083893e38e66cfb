import ConcordFiles

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// The classes that parameters were trained for: as many as another data set has are not the same as those that it has.
public enum ClassNames {
  private static let key = "concord.classes"

  /// As safetensors keeps them: a JSON array in one text.
  static func metadata(_ names: [String]) -> [String: String] {
    guard !names.isEmpty, let json = try? JSONEncoder().encode(names) else { return [:] }
    return [key: String(decoding: json, as: UTF8.self)]
  }

  /// Nil where there are none, or none that can be read.
  static func read(_ metadata: [String: String]) -> [String]? {
    guard let text = metadata[key], case .array(let values)? = try? JSONReader.read(Array(text.utf8)) else { return nil }
    let names = values.compactMap { if case .string(let name) = $0 { name } else { nil } }
    return names.count == values.count ? names : nil
  }

  /// How other names differ from those that were trained with, in words; nil where they are the same, in the same order.
  public static func difference(trained: [String], found: [String]) -> String? {
    guard trained != found else { return nil }
    guard trained.count == found.count else { return "\(trained.count) classes were trained, and here are \(found.count)" }
    guard let place = trained.indices.first(where: { trained[$0] != found[$0] }) else { return nil }
    return
      "class \(place) was '\(trained[place].printable(limit: 60))' in training, and here is '\(found[place].printable(limit: 60))'"
  }
}
