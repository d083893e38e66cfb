extension Device {
  /// ``workspace(for:)``, checked: as many numbers as operations, each one that memory can have. So whoever adds them up cannot
  /// overflow.
  ///
  /// - Throws: `internal` where the backend declares what cannot be; otherwise as `workspace(for:)`.
  public func declaredWorkspace(for program: Program) throws(BackendError) -> [Int] {
    let byteCounts = try workspace(for: program)
    guard byteCounts.count == program.operations.count else {
      throw BackendError(
        .internal,
        "the backend of \(info.name) declares the workspaces of \(byteCounts.count) operations where \(program.operations.count) "
          + "were asked about; update it, or choose another with --backend")
    }
    if let index = byteCounts.firstIndex(where: { $0 < 0 || $0 > ByteCount.maximum }) {
      throw BackendError(
        .internal,
        "the backend of \(info.name) declares a workspace of \(byteCounts[index]) bytes for \(program.operations[index].name), "
          + "which no device has; update it, or choose another with --backend", operation: index)
    }
    return byteCounts
  }
}
