/// Finds the files of a data set, which are all in one folder.
struct FileSearch {
  let dataset: String
  /// Where they are.
  let folder: String

  /// - Parameters:
  ///   - folder: the folder that the user knows of.
  ///   - subfolders: folders below it that are looked in, in this order, before itself.
  ///   - landmark: names of the file whose presence decides.
  init(dataset: String, below folder: String, subfolders: [String], landmark: [String]) throws(DataError) {
    guard FileSystem.isFolder(folder) else {
      throw DataError(
        .notFound, folder, expected: "a folder with data sets", found: "none",
        remedy: "name a folder that is there with --data-dir or CONCORD_DATA_DIR")
    }
    let places = subfolders.map { "\(folder)/\($0)" } + [folder]
    guard let place = places.first(where: { Self.find(landmark, in: $0) != nil }) else {
      throw Self.missing(landmark, of: dataset, in: "'\(folder)' or its \(subfolders.joined(separator: " or "))/")
    }
    self.dataset = dataset
    self.folder = place
  }

  /// The path of the first of `names` that is there, plain or with `.gz`; nil where none is.
  func find(_ names: [String]) -> String? { Self.find(names, in: folder) }

  /// The same where there must be one.
  func require(_ names: [String]) throws(DataError) -> String {
    guard let path = find(names) else { throw Self.missing(names, of: dataset, in: "'\(folder)'") }
    return path
  }

  private static func find(_ names: [String], in folder: String) -> String? {
    names.flatMap { ["\(folder)/\($0)", "\(folder)/\($0).gz"] }.first { FileSystem.kind(of: $0) != nil }
  }

  private static func missing(_ names: [String], of dataset: String, in places: String) -> DataError {
    let name = names.first ?? ""
    return DataError(
      .notFound, dataset, expected: "the file \(name) or \(name).gz in \(places)", found: "neither",
      remedy: "put it there, or name the folder that has it with --data-dir or CONCORD_DATA_DIR")
  }
}
