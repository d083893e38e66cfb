/// Which files a folder of images has, and what each is for.
///
/// With the folders `train` and `test` in it, and perhaps `val`, each holds a folder for every class. Without them it holds the folders of the
/// classes itself, and of each class every fifth image, the one at index 4, 9, 14 … of their order, is for test.
///
/// In the folder of a class stand nothing but PNG files; names that begin with a dot are passed over, and outside of those folders
/// all files are.
struct ImageFolderFiles {
  struct File {
    var path: String
    var label: Int32
  }

  let classNames: [String]
  let parting: Dataset.Parting
  private(set) var train: [File] = []
  private(set) var test: [File] = []
  /// None where there is no such part.
  private(set) var validation: [File] = []

  /// The path of the first training image.
  var first: String { train[0].path }

  /// - Throws: Where there is no class, a class without images or in one part only, or no image to train or to test with.
  init(_ path: String) throws(DataError) {
    let root = path.utf8.last == UInt8(ascii: "/") && path != "/" ? String(path.dropLast()) : path
    if let parts = try ImageFolderParts(in: root) {
      parting = .given
      classNames = try Self.classes(in: parts.train)
      try Self.requireSame(classNames, try Self.classes(in: parts.test), root)
      if let validation = parts.validation { try Self.requireSame(classNames, try Self.classes(in: validation), root, "val") }
      for (label, name) in classNames.enumerated() {
        train += try Self.images(in: "\(parts.train)/\(name)").map { File(path: $0, label: Int32(label)) }
        test += try Self.images(in: "\(parts.test)/\(name)").map { File(path: $0, label: Int32(label)) }
        guard let folder = parts.validation else { continue }
        validation += try Self.images(in: "\(folder)/\(name)").map { File(path: $0, label: Int32(label)) }
      }
      return
    }
    parting = .everyFifth
    classNames = try Self.classes(in: root)
    for (label, name) in classNames.enumerated() {
      for (place, image) in try Self.images(in: "\(root)/\(name)").enumerated() {
        let file = File(path: image, label: Int32(label))
        if place % 5 == 4 { test.append(file) } else { train.append(file) }
      }
    }
    guard !test.isEmpty else {
      throw Self.unusable(
        root, "5 images or more in at least one class, of which every fifth is for test", "fewer in each",
        "add images, or part them into the folders 'train' and 'test'")
    }
  }

  /// Names of the classes, which are those of the folders; at least one.
  private static func classes(in folder: String) throws(DataError) -> [String] {
    let names = try FileSystem.folders(in: folder)
    guard !names.isEmpty else {
      throw unusable(folder, "a folder for each class", "none", "put the images of each class into a folder of its own")
    }
    // Names are compared by their bytes; Swift's strings are equal where they only look the same.
    var seen: Set<String> = []
    if let twice = names.first(where: { !seen.insert($0).inserted }) {
      throw unusable(
        folder, "classes whose names differ to the eye", "'\(twice)' twice, in two Unicode forms",
        "put the images of both into one folder")
    }
    return names
  }

  private static func requireSame(
    _ trained: [String], _ tested: [String], _ root: String, _ part: String = "test"
  ) throws(DataError) {
    if let alone = trained.first(where: { !tested.contains($0) }) ?? tested.first(where: { !trained.contains($0) }) {
      throw unusable(
        root, "the same classes in 'train' and '\(part)'", "'\(alone)' in one of them only", "give each a folder in both")
    }
    if let other = zip(trained.sorted(), tested.sorted()).first(where: { !$0.0.utf8.elementsEqual($0.1.utf8) }) {
      throw unusable(
        root, "the same classes in 'train' and '\(part)'", "'\(other.0)' in both, but in two Unicode forms (\(forms(other)))",
        "rename one of the two folders as the other is")
    }
  }

  /// The first bytes in which two names differ.
  private static func forms(_ names: (String, String)) -> String {
    func shown(_ name: String) -> String {
      name.unicodeScalars.map { $0.isASCII ? String($0) : "U+" + String($0.value, radix: 16, uppercase: true) }.joined(
        separator: " ")
    }
    return "\(shown(names.0)) and \(shown(names.1))"
  }

  /// Paths of the images of a class, in order; at least one.
  private static func images(in folder: String) throws(DataError) -> [String] {
    let names = try FileSystem.names(in: folder)
    if let other = names.first(where: { !$0.lowercased().utf8.reversed().starts(with: ".png".utf8.reversed()) }) {
      throw unusable("\(folder)/\(other)", "a PNG file", "another name", "convert the file, or move it away")
    }
    if names.isEmpty { throw unusable(folder, "PNG files of a class", "none", "add some, or remove the folder") }
    return names.map { "\(folder)/\($0)" }
  }

  private static func unusable(_ path: String, _ expected: String, _ found: String, _ remedy: String) -> DataError {
    DataError(.malformed, path, expected: expected, found: found, remedy: remedy)
  }
}
