/// Which files a folder of images has, and what each is for.
///
/// With the folders `train` and `test` in it, each holds a folder for every class. Without them it holds the folders of the
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
  private(set) var train: [File] = []
  private(set) var test: [File] = []

  /// The path of the first training image.
  var first: String { train[0].path }

  /// - Throws: Where there is no class, a class without images or in one part only, or no image to train or to test with.
  init(_ path: String) throws(DataError) {
    let root = path.hasSuffix("/") && path != "/" ? String(path.dropLast()) : path
    let folders = try Self.folders(in: root)
    guard folders.contains("train") || folders.contains("test") else {
      classNames = folders
      try Self.requireClasses(folders, in: root)
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
      return
    }
    classNames = try Self.folders(in: "\(root)/train")
    try Self.requireClasses(classNames, in: "\(root)/train")
    let tested = try Self.folders(in: "\(root)/test")
    if let alone = classNames.first(where: { !tested.contains($0) }) ?? tested.first(where: { !classNames.contains($0) }) {
      throw Self.unusable(
        root, "the same classes in 'train' and 'test'", "'\(alone)' in one of them only", "give each a folder in both")
    }
    for (label, name) in classNames.enumerated() {
      train += try Self.images(in: "\(root)/train/\(name)").map { File(path: $0, label: Int32(label)) }
      test += try Self.images(in: "\(root)/test/\(name)").map { File(path: $0, label: Int32(label)) }
    }
  }

  private static func requireClasses(_ names: [String], in folder: String) throws(DataError) {
    if names.isEmpty {
      throw unusable(folder, "a folder for each class", "none", "put the images of each class into a folder of its own")
    }
  }

  /// Names of the folders in `folder`, in order.
  private static func folders(in folder: String) throws(DataError) -> [String] {
    var folders: [String] = []
    for name in try FileSystem.names(in: folder) {
      switch FileSystem.kind(of: "\(folder)/\(name)") {
      case .folder?: folders.append(name)
      case nil: throw Self.broken("\(folder)/\(name)", FileSystem.lastError)
      default: continue
      }
    }
    return folders
  }

  /// Paths of the images of a class, in order; at least one.
  private static func images(in folder: String) throws(DataError) -> [String] {
    let names = try FileSystem.names(in: folder)
    if let other = names.first(where: { !$0.lowercased().hasSuffix(".png") }) {
      throw unusable("\(folder)/\(other)", "a PNG file", "another name", "convert the file, or move it away")
    }
    if names.isEmpty { throw unusable(folder, "PNG files of a class", "none", "add some, or remove the folder") }
    return names.map { "\(folder)/\($0)" }
  }

  private static func broken(_ path: String, _ reason: String) -> DataError {
    DataError(
      .inaccessible, path, expected: "a file or folder", found: "a name that leads to none (\(reason))",
      remedy: "mend the link, or remove it")
  }

  private static func unusable(_ path: String, _ expected: String, _ found: String, _ remedy: String) -> DataError {
    DataError(.malformed, path, expected: expected, found: found, remedy: remedy)
  }
}
