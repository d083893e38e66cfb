import Foundation

/// The shared libraries that the package builds, where the build put them: beside the test executable.
public enum PluginFile {
  public static let reference = "libConcordReference.so"
  public static let openCL = "libConcordOpenCL.so"
  public static let template = "libConcordTemplate.so"
  public static let threads = "libConcordThreads.so"

  /// The path of a library, or nil where none was built in any folder from the test executable's upwards.
  public static func path(_ name: String) -> String? {
    let executable = URL(fileURLWithPath: CommandLine.arguments[0]).resolvingSymlinksInPath()
    var folder = executable.deletingLastPathComponent()
    while folder.path != "/" {
      let candidate = folder.appendingPathComponent(name).path
      if FileManager.default.fileExists(atPath: candidate) { return candidate }
      folder.deleteLastPathComponent()
    }
    return nil
  }
}
