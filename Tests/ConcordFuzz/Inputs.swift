import Foundation

/// The inputs of a target by number, and putting one where its parser finds it.
struct Inputs {
  let target: FuzzTarget
  private let seed: UInt64
  /// Of a target whose input is a folder: the files of the corpus by name; else one entry, of all seeds.
  private let mutators: [(file: String, mutator: Mutator)]
  /// Sound files that stand beside the one that is changed.
  private let companions: [String: [UInt8]]

  init(_ target: FuzzTarget, seed: UInt64, corpus: URL) throws {
    self.target = target
    self.seed = seed
    let folder = corpus.appendingPathComponent(target.corpus ?? target.name)
    let names = try FileManager.default.contentsOfDirectory(atPath: folder.path).filter { !$0.hasPrefix(".") }.sorted()
    let files = try names.map { ($0, [UInt8](try Data(contentsOf: folder.appendingPathComponent($0)))) }
    let words = target.words.map { Array($0.utf8) }
    if let suffix = target.suffix {
      mutators = [("input.\(suffix)", Mutator(seeds: files.map(\.1), words: words))]
      companions = [:]
    } else {
      mutators = files.map { ($0.0, Mutator(seeds: [$0.1], words: words)) }
      companions = Dictionary(uniqueKeysWithValues: files)
    }
  }

  private func mutator(_ number: Int) -> (file: String, mutator: Mutator) { mutators[number % mutators.count] }

  func bytes(_ number: Int) -> [UInt8] {
    let bytes = mutator(number).mutator.input(number, seed: seed)
    return number.isMultiple(of: 2) ? target.repair(bytes) : bytes
  }

  /// Writes an input into a folder; the path that is to be parsed.
  func write(_ number: Int, _ bytes: [UInt8], into folder: URL) throws -> String {
    let file = mutator(number).file
    if target.suffix == nil, number < mutators.count || number % mutators.count == 0 {
      for (name, content) in companions { try Data(content).write(to: folder.appendingPathComponent(name)) }
    }
    // What the input before it changed is sound again.
    if target.suffix == nil, number > 0 {
      let last = mutator(number - 1).file
      if let content = companions[last] { try Data(content).write(to: folder.appendingPathComponent(last)) }
    }
    try Data(bytes).write(to: folder.appendingPathComponent(file))
    return target.suffix == nil ? folder.path : folder.appendingPathComponent(file).path
  }

  /// The same for a seed as it is.
  func writeSeed(_ number: Int, into folder: URL) throws -> String {
    try write(number, mutator(number).mutator.seeds.first ?? [], into: folder)
  }

  /// Bytes of all that is read for an input.
  func size(_ bytes: [UInt8]) -> Int { bytes.count + companions.values.reduce(0) { $0 + $1.count } }
}
