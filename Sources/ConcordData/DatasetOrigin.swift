/// Where a data set comes from, and what its use is bound to.
public struct DatasetOrigin: Sendable, Hashable {
  /// What the images show.
  public let content: String
  /// Who made it.
  public let source: String
  /// Under what terms it may be used.
  public let licence: String
}

extension DatasetCatalog {
  /// - Throws: `unknownDataset`, for a folder of images too.
  public static func origin(of name: String) throws(DataError) -> DatasetOrigin {
    switch name {
    case "digits":
      return DatasetOrigin(
        content: "handwritten digits", source: "Alpaydin and Kaynak, Optical Recognition of Handwritten Digits, UCI",
        licence: "CC BY 4.0")
    case "cifar10", "cifar100":
      return DatasetOrigin(
        content: "small photographs of animals and vehicles", source: "Krizhevsky, Nair and Hinton",
        licence: "none stated; cite Krizhevsky, Learning multiple layers of features from tiny images, 2009")
    default:
      guard let set = MNIST.named(name) else { throw unknown(name) }
      return DatasetOrigin(content: set.content, source: set.source, licence: set.licence)
    }
  }

  /// The folder in which a data set's files are, found by the first of them; nil where they are not. That of `digits` is the
  /// empty path, because it is part of the program.
  ///
  /// - Throws: `unknownDataset`; `notFound` where no folder can be looked in at all.
  public static func place(of name: String, dataDirectory: String?) throws(DataError) -> String? {
    if name == "digits" { return "" }
    let search = try search(for: name)
    let folder = try DataLocation.resolve(argument: dataDirectory).folder
    do {
      return try search(folder).folder
    } catch  where error.code == .notFound {
      return nil
    }
  }

  private static func search(for name: String) throws(DataError) -> (String) throws(DataError) -> FileSearch {
    switch name {
    case "cifar10": return CIFAR10.search(below:)
    case "cifar100": return CIFAR100.search(below:)
    default:
      guard let set = MNIST.named(name) else { throw unknown(name) }
      return set.search(below:)
    }
  }
}
