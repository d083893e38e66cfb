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
    switch try FileSystem.kind(of: folder) {
    case .folder?: break
    case let kind:
      throw DataError(
        kind == nil ? .notFound : .inaccessible, folder, expected: "a folder with data sets", found: kind?.rawValue ?? "none",
        remedy: "name a folder that is there with --data-dir or CONCORD_DATA_DIR")
    }
    var place: String?
    for candidate in subfolders.map({ "\(folder)/\($0)" }) + [folder] where place == nil {
      if try Self.find(landmark, in: candidate) != nil { place = candidate }
    }
    guard let place else {
      throw Self.missing(landmark, of: dataset, in: "'\(folder)' or its \(subfolders.joined(separator: " or "))/")
    }
    self.dataset = dataset
    self.folder = place
  }

  /// The path of the first of `names` that is there, plain or with `.gz`; nil where none is.
  func find(_ names: [String]) throws(DataError) -> String? { try Self.find(names, in: folder) }

  /// The same where there must be one.
  func require(_ names: [String]) throws(DataError) -> String {
    guard let path = try find(names) else { throw Self.missing(names, of: dataset, in: "'\(folder)'") }
    return path
  }

  private static func find(_ names: [String], in folder: String) throws(DataError) -> String? {
    for name in names {
      for path in ["\(folder)/\(name)", "\(folder)/\(name).gz"] where try FileSystem.kind(of: path) != nil { return path }
    }
    return nil
  }

  private static func missing(_ names: [String], of dataset: String, in places: String) -> DataError {
    let name = names.first ?? ""
    return DataError(
      .notFound, dataset, expected: "the file \(name) or \(name).gz in \(places)", found: "neither",
      remedy: "put it there, or name the folder that has it with --data-dir or CONCORD_DATA_DIR")
  }
}
