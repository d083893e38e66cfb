/// The folders of a folder of images that hold its parts: `train`, `test` and `val`, by any of their usual names.
///
/// A class may have one of these names too: `train`, beside `bus` and `plane`. What a folder is meant as is seen by what is in
/// it: a part holds folders, a class holds files.
struct ImageFolderParts {
  let train: String
  let test: String
  /// Nil for none.
  let validation: String?
  /// Whether there is no test part, and the images for validation are what is tested with.
  let testsWithValidation: Bool

  /// The names of each part, in any letters.
  private static let names = [
    "train": ["train", "training"],
    "test": ["test", "testing"],
    "val": ["val", "valid", "validation", "dev", "eval", "evaluation"],
  ]

  /// Nil where `root` holds the folders of classes.
  ///
  /// - Throws: Where it has parts, and they are not one to train and one to test with.
  init?(in root: String) throws(DataError) {
    let folders = try FileSystem.folders(in: root)
    let usual = Self.names.values.joined()
    let named = folders.filter { usual.contains($0.lowercased()) }
    var isParted = !named.isEmpty && named.count == folders.count
    for name in named where !isParted { isParted = try !FileSystem.folders(in: "\(root)/\(name)").isEmpty }
    guard isParted else {
      try Self.requireClasses(folders, root)
      return nil
    }
    func part(_ name: String) throws(DataError) -> String? {
      let found = named.filter { Self.names[name]?.contains($0.lowercased()) ?? false }
      guard found.count < 2 else {
        throw DataError(
          .malformed, root, expected: "one folder of the part '\(name)'", found: Self.list(found),
          remedy: "put the images of both into one, or move one away")
      }
      return found.first.map { "\(root)/\($0)" }
    }
    let (train, validation) = (try part("train"), try part("val"))
    let test = try part("test")
    guard let train, let test = test ?? validation else {
      throw DataError(
        .malformed, root, expected: "a folder 'train', and 'test' or 'val'", found: Self.list(named),
        remedy: "give the folders of the training and of the test images these names")
    }
    (self.train, self.test) = (train, test)
    testsWithValidation = test == validation
    self.validation = testsWithValidation ? nil : validation
  }

  /// Folders within the folder of a class are a sign of parts of other names, or of classes a level deeper.
  private static func requireClasses(_ folders: [String], _ root: String) throws(DataError) {
    for name in folders {
      guard let inner = try FileSystem.folders(in: "\(root)/\(name)").first else { continue }
      throw DataError(
        .malformed, "\(root)/\(name)", expected: "images of a class", found: "a folder in it, '\(inner)'",
        remedy: "name the folder that holds those of the classes, or call the parts of the data set 'train' and 'test'")
    }
  }

  private static func list(_ names: [String]) -> String {
    names.map { "'\($0)'" }.joined(separator: ", ")
  }
}
