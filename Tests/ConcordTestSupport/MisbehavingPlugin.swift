import Foundation

/// The template backend with one thing wrong, compiled when a test needs it.
public enum MisbehavingPlugin {
  /// - Parameters:
  ///   - behaviour: One of the names in `Fixtures/misbehaving.c`.
  ///   - name: Of the library.
  /// - Returns: Its path.
  public static func build(_ behaviour: String, in folder: TemporaryFolder, name: String? = nil) throws -> String {
    let path = folder.path(name ?? "lib\(behaviour.lowercased()).so")
    let source = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("Fixtures/misbehaving.c")
    try CCompiler.run(
      [
        "-std=c11", "-O1", "-Wall", "-Wextra", "-Werror", "-shared", "-fPIC", "-ffp-contract=off",
        "-I\(CCompiler.headerFolder)",
        "-I\(CCompiler.root.appendingPathComponent("Plugins/Template").path)", "-DBEHAVIOUR=\(behaviour)", source.path, "-o",
        path,
        "-lm", "-lpthread",
      ])
    return path
  }

  /// The backend in the library `inner`, whose runs leave their thread rounding upwards.
  public static func roundingUpwards(_ inner: String, in folder: TemporaryFolder) throws -> String {
    let path = folder.path("librounding.so")
    let here = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    let source = here.appendingPathComponent("Fixtures/rounding_upwards.c")
    // gnu11: a function's address comes from dlsym as a pointer to data.
    try CCompiler.run([
      "-std=gnu11", "-O1", "-Wall", "-Wextra", "-Werror", "-shared", "-fPIC", "-I\(CCompiler.headerFolder)",
      "-DINNER=\"\(inner)\"", source.path, "-o", path, "-lm", "-ldl",
    ])
    return path
  }
}
