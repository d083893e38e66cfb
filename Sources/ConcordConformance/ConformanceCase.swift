/// Something that a conforming backend does. Its name runs it again, with the same inputs.
package struct ConformanceCase: Sendable {
  /// `conv2d[n=3,c=5,…,values=normal]`: unlike that of any other case.
  package let name: String
  package let mode: ConformanceMode
  /// The operation that it is about, where it is about one.
  package let operation: String?
  /// How long it may take on the backend, in seconds.
  package let timeLimit: Double
  /// Throws ``ConformanceFailure`` where the backend does not conform, and `BackendError.Code.unsupported` where it does not serve
  /// what the case needs.
  let body: @Sendable (ConformanceTarget) throws -> Void

  init(
    _ name: String, _ mode: ConformanceMode, operation: String? = nil, timeLimit: Double = 60,
    _ body: @escaping @Sendable (ConformanceTarget) throws -> Void
  ) {
    self.name = name
    self.mode = mode
    self.operation = operation
    self.timeLimit = timeLimit
    self.body = body
  }
}

/// What the backend did and should not have done.
package struct ConformanceFailure: Error, Sendable, Equatable, CustomStringConvertible {
  package var description: String
  /// The element that shows it, where it is one of an output.
  package var difference: BitDifference?
  /// Whether every other case would go wrong for the same reason: what is tested cannot be built, for example.
  package var endsAll = false

  package init(_ description: String) { self.init(description, nil) }

  init(_ description: String, _ difference: BitDifference?) {
    self.description = description
    self.difference = difference
  }
}

/// How a case ended.
package enum ConformanceOutcome: Sendable, Equatable {
  case passed
  /// With what was wrong.
  case failed(ConformanceFailure)
  /// The backend said that it does not serve what the case needs.
  case unsupported(String)
  /// The backend's process ended during the case.
  case crashed(String)
  /// The case took longer than its limit, and the backend's process was ended.
  case timedOut(String)
}
