/// The version of the command and of the backends that come with it.
public enum ConcordVersion {
  /// The version of this release.
  public static let text = "0.1.0"
}
