import Foundation

/// A transport between processes of this machine over Unix sockets, compiled when a test needs it.
public enum SocketTransport {
  /// - Parameter macros: What is wrong with it.
  /// - Returns: Its path.
  public static func build(_ macros: [String] = [], in folder: TemporaryFolder) throws -> String {
    let path = folder.path("libsockets-\(UUID().uuidString.prefix(8)).so")
    let source = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("Fixtures/sockets.c")
    try CCompiler.plugin(source.path, defining: macros, to: path)
    return path
  }
}
