/// A file that can be downloaded from several places.
struct RemoteFile: Sendable {
  /// Its name in the folder that it is downloaded into.
  let name: String
  /// Addresses, tried in this order.
  let mirrors: [String]
  let sha256: String
  /// Whether `sha256` is of what gzip unpacks to: mirrors may pack the same content differently.
  let isHashedUnpacked: Bool
}
