import ConcordKit

/// Whether a device serves a program.
enum Support {
  /// The workspace of each operation.
  ///
  /// - Throws: ``UnsupportedByBackend`` where the device says so.
  static func workspace(of program: Program, on device: any Device) throws -> [Int] {
    do throws(BackendError) {
      _ = try device.tune(program)
      return try device.workspace(for: program)
    } catch {
      guard error.code == .unsupported else { throw error }
      throw UnsupportedByBackend(message: error.message)
    }
  }
}
