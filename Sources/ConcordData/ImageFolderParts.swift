/// The folders `train` and `test` of a folder of images, and `val`, where there is one.
///
/// A class may have one of these names too: `train`, beside `bus` and `plane`. What a folder is meant as is seen by what is in
/// it: a part holds folders, a class holds files.
struct ImageFolderParts {
  let train: String
  let test: String
  /// Nil for none.
  let validation: String?

  /// Names that people give the parts of a data set. Two are known here; the others, and these in other letters, are told from
  /// classes so that the complaint is about the right thing.
  private static let usual: Set = [
    "train", "training", "test", "testing", "val", "valid", "validation", "dev", "eval", "evaluation",
  ]

  /// Nil where `root` holds the folders of classes.
  ///
  /// - Throws: Where it has parts and they are not `train` and `test`.
  init?(in root: String) throws(DataError) {
    let folders = try FileSystem.folders(in: root)
    let named = folders.filter { Self.usual.contains($0.lowercased()) }
    var isParted = !named.isEmpty && named.count == folders.count
    for name in named where !isParted { isParted = try !FileSystem.folders(in: "\(root)/\(name)").isEmpty }
    guard isParted else {
      try Self.requireClasses(folders, root)
      return nil
    }
    (train, test) = ("\(root)/train", "\(root)/test")
    validation = folders.contains("val") ? "\(root)/val" : nil
    guard folders.contains("train"), folders.contains("test") else {
      throw DataError(
        .malformed, root, expected: "the folders 'train' and 'test', so written", found: Self.list(named),
        remedy: "give the folders of the training and of the test images these names")
    }
  }

  /// Folders within the folder of a class are a sign of parts of other names, or of classes a level deeper.
  private static func requireClasses(_ folders: [String], _ root: String) throws(DataError) {
    for name in folders {
      guard let inner = try FileSystem.folders(in: "\(root)/\(name)").first else { continue }
      throw DataError(
        .malformed, "\(root)/\(name)", expected: "PNG files of a class", found: "a folder in it, '\(inner)'",
        remedy: "name the folder that holds those of the classes, or call the parts of the data set 'train' and 'test'")
    }
  }

  private static func list(_ names: [String]) -> String {
    names.map { "'\($0)'" }.joined(separator: ", ")
  }
}
