/// Which files a folder of images has, and what each is for.
///
/// With the folders of parts in it each of these holds a folder for every class. Without them it holds the folders of the
/// classes itself, and of each class every fifth image, the one at index 4, 9, 14 … of their order, is for test.
///
/// In the folder of a class stand nothing but PNG and JPEG files; names that begin with a dot are passed over, and outside of those
/// folders all files are.
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

  var all: [File] { train + test + validation }

  /// - Throws: Where there is no class, a class without images or in one part only, or no image to train or to test with.
  init(_ path: String) throws(DataError) {
    let root = path.utf8.last == UInt8(ascii: "/") && path != "/" ? String(path.dropLast()) : path
    if let parts = try ImageFolderParts(in: root) {
      parting = parts.testsWithValidation ? .validationIsTest : .given
      classNames = try Self.classes(in: parts.train)
      train = try Self.files(in: parts.train, classNames)
      for part in [parts.test] + (parts.validation.map { [$0] } ?? []) {
        try Self.requireSame(classNames, try Self.classes(in: part), parts.train, part)
      }
      test = try Self.files(in: parts.test, classNames)
      if let folder = parts.validation { validation = try Self.files(in: folder, classNames) }
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

  /// Leaves files out.
  ///
  /// - Throws: Where a class has nothing to train on then, or a part nothing at all.
  mutating func remove(_ paths: Set<String>, _ root: String) throws(DataError) {
    let hadValidation = !validation.isEmpty
    for part in [\Self.train, \.test, \.validation] { self[keyPath: part].removeAll { paths.contains($0.path) } }
    let labels = Set(train.map(\.label))
    let emptied = classNames.indices.first { !labels.contains(Int32($0)) }.map { "class '\(classNames[$0])' for training" }
    if let lost = emptied
      ?? (test.isEmpty ? "part for test" : hadValidation && validation.isEmpty ? "part for validation" : nil)
    {
      throw Self.unusable(
        root, "an image that can be read in the \(lost)", "none; \(paths.count) files cannot be read",
        "replace these files; without --skip-bad-files the first of them is named")
    }
  }

  private static func files(in part: String, _ classNames: [String]) throws(DataError) -> [File] {
    var files: [File] = []
    for (label, name) in classNames.enumerated() {
      files += try images(in: "\(part)/\(name)").map { File(path: $0, label: Int32(label)) }
    }
    return files
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
    _ trained: [String], _ tested: [String], _ train: String, _ part: String
  ) throws(DataError) {
    func name(_ path: String) -> Substring { path.split(separator: "/").last ?? "" }
    let root = String(train.dropLast(name(train).count + 1))
    let expected = "the same classes in '\(name(train))' and '\(name(part))'"
    if let alone = trained.first(where: { !tested.contains($0) }) ?? tested.first(where: { !trained.contains($0) }) {
      throw unusable(root, expected, "'\(alone)' in one of them only", "give each a folder in both")
    }
    if let other = zip(trained.sorted(), tested.sorted()).first(where: { !$0.0.utf8.elementsEqual($0.1.utf8) }) {
      throw unusable(
        root, expected, "'\(other.0)' in both, but in two Unicode forms (\(forms(other)))",
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
    if let other = names.first(where: { !PictureFile.isMeant(by: $0) }) {
      throw unusable("\(folder)/\(other)", "a PNG or JPEG file", "another name", "convert the file, or move it away")
    }
    if names.isEmpty { throw unusable(folder, "PNG or JPEG files of a class", "none", "add some, or remove the folder") }
    return names.map { "\(folder)/\($0)" }
  }

  private static func unusable(_ path: String, _ expected: String, _ found: String, _ remedy: String) -> DataError {
    DataError(.malformed, path, expected: expected, found: found, remedy: remedy)
  }
}
