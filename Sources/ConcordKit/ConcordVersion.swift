/// The version of the command and of the backends that come with it.
public enum ConcordVersion {
  public static let text = "0.1.0"
}
