import ConcordKit

/// What checks of the contract ask for.
enum Expect {
  static func that(_ condition: Bool, _ problem: @autoclosure () -> String) throws(ConformanceFailure) {
    guard condition else { throw ConformanceFailure(problem()) }
  }

  /// That `body` is refused with one of some codes.
  ///
  /// - Returns: The error.
  @discardableResult
  static func error(
    _ codes: BackendError.Code..., from what: String, _ body: () throws -> Void
  ) throws -> BackendError {
    do {
      try body()
    } catch let error as BackendError {
      let wanted = codes.map(\.description).joined(separator: " or ")
      try that(codes.contains(error.code), "\(what) should be refused with '\(wanted)', but gave '\(error)'")
      try that(!error.message.isEmpty, "\(what) was refused without a message")
      return error
    }
    throw ConformanceFailure("\(what) was accepted")
  }

  /// That a program computes the reference's bits.
  static func reference(_ program: ProgramBuilder, on target: ConformanceTarget, times: Int = 1, _ what: String) throws {
    let got = try program.words(on: target.device, times: times)
    try program.expect(got, toEqual: try program.words(on: target.reference, times: times), what)
  }
}
