import Concord

/// What a training writes when it ends, reserved before it begins: what would keep it from being written shows at once, and nobody
/// else takes its place meanwhile.
struct TrainingOutputs {
  private let parameters: FileOutput?
  private let report: FileOutput?
  let run: RunFolder?

  /// Whether the parameters go to a file of their own.
  var isSaved: Bool { parameters != nil }

  /// Whether the report goes into a file.
  var hasReport: Bool { report != nil }

  init(save: String?, report reportPath: String?, run: RunFolder?) throws {
    self.run = run
    let files = try FileOutput.reserved([("--save", save), ("--report", reportPath)], beside: run?.outputs ?? [])
    (parameters, report) = (files[0], files[1])
  }

  /// Takes the room on the disk that they will need.
  func reserve(for session: TrainingSession) throws {
    try parameters?.reserve(session.savedByteCount)
    try run?.reserve(for: session)
  }

  /// Writes all that can be written, though something cannot: then the first such error is thrown.
  func write(_ json: String, _ session: TrainingSession, page: RunPage?, classNames: [String]) throws {
    let attempts: [() throws -> Void] = [
      { if let parameters { try session.save(to: parameters, classNames: classNames) } },
      { try run?.write(json, session, page: page, classNames: classNames) },
      { try report?.write(json + "\n") },
    ]
    let failures = attempts.compactMap { attempt in Result { try attempt() }.failure }
    if let first = failures.first { throw first }
  }
}

extension Result {
  fileprivate var failure: Failure? { if case .failure(let error) = self { error } else { nil } }
}
