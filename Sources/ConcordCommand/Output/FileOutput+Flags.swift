import Concord

extension FileOutput {
  /// The files that flags name, reserved before the work whose results they take: nil for a flag that names none.
  ///
  /// - Parameter taken: What is written besides.
  /// - Throws: Where one cannot be written, or two are one file, so that the later would destroy what the other wrote.
  static func reserved(
    _ flags: [(flag: String, path: String?)], beside taken: [FileOutput] = []
  ) throws -> [FileOutput?] {
    var taken = taken
    return try flags.map { flag, path in
      guard let path else { return nil }
      let output = try FlagMistake.naming(flag) { try FileOutput(path) }
      if let other = taken.first(where: { output.collides(with: $0) }) {
        throw CommandError(
          "\(flag): '\(path.printable())' and '\(other.path.printable())' are one file; give each output its own")
      }
      taken.append(output)
      return output
    }
  }
}
