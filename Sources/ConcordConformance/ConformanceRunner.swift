import ConcordKit

/// What a case came to.
package struct ConformanceResult: Sendable {
  package let example: ConformanceCase
  package let outcome: ConformanceOutcome
  package let seconds: Double
  /// What the backend's process printed on standard error meanwhile, at most four kilobytes: some runtimes report there.
  package let complaints: String

  init(example: ConformanceCase, outcome: ConformanceOutcome, seconds: Double, complaints: String = "") {
    self.example = example
    self.outcome = outcome
    self.seconds = seconds
    self.complaints = complaints
  }
}

/// Runs cases on a backend that lives in a process of its own, and starts another one when that ends.
package final class ConformanceRunner {
  /// What is tested: known after ``start()``.
  package private(set) var device: DeviceInfo?
  package private(set) var backend: (name: String, version: String)?

  private let specifier: String
  private let options: [String: String]
  private let command: WorkerCommand
  private let timeLimit: Double?
  private var target: ConformanceTarget?
  /// Workers that did not start, one after another.
  private var failedStarts = 0
  private static let mostFailedStarts = 3
  /// Cases that took too long, by what they are about.
  private var hangs: [String: Int] = [:]
  private static let mostHangs = 3

  /// - Parameters:
  ///   - specifier: As `--backend` takes it.
  ///   - options: Of the device.
  ///   - command: Starts a process that runs a ``WorkerServer``.
  ///   - timeLimit: Seconds for each case and, but for ten that it has at least, for opening the device; nil: each has its own limit.
  package init(specifier: String, options: [String: String] = [:], command: WorkerCommand, timeLimit: Double? = nil) {
    self.specifier = specifier
    self.options = options
    self.command = command
    self.timeLimit = timeLimit
  }

  /// The device, while its process lives.
  var openDevice: (any Device)? { target?.device }

  /// Opens the device.
  ///
  /// - Throws: Where the backend is not there, does not open, or takes its process with it.
  package func start() throws(BackendError) {
    let target = try WorkerBackend.start(
      command, specifier: specifier, options: options, timeLimit: timeLimit.map { max(10, $0) } ?? WorkerBackend.openingLimit)
    self.target = target
    device = target.device.info
    backend = (target.backend.name, target.backend.version)
  }

  /// Runs one case to its end, whatever that is.
  package func run(_ example: ConformanceCase) -> ConformanceResult {
    let clock = ContinuousClock()
    var outcome = ConformanceOutcome.passed
    var complaints = ""
    let duration = clock.measure { outcome = self.outcome(of: example, &complaints) }
    return ConformanceResult(
      example: example, outcome: outcome, seconds: duration / .seconds(1), complaints: complaints)
  }

  private func outcome(of example: ConformanceCase, _ complaints: inout String) -> ConformanceOutcome {
    let subject = example.operation ?? example.mode.rawValue
    guard hangs[subject, default: 0] < Self.mostHangs else {
      return .timedOut("not run, as \(Self.mostHangs) cases of \(subject) took too long before it")
    }
    if target == nil {
      guard failedStarts < Self.mostFailedStarts else { return .crashed("the backend does not open any more") }
      do throws(BackendError) {
        try start()
        failedStarts = 0
      } catch {
        failedStarts += 1
        return .crashed("the case before ended the backend's process, and a new one does not start: \(error)")
      }
    }
    guard let target, let process = (target.process as? WorkerBackend)?.process else { return .crashed("no worker") }
    let (printed, complained) = (process.printedByteCount, process.complainedByteCount)
    process.setTimeLimit(timeLimit ?? example.timeLimit)
    let outcome = example.outcome(on: target)
    if process.complainedByteCount > complained { complaints = process.complaints(from: complained) }
    switch process.ending {
    case .crashed(let how):
      self.target = nil
      return .crashed("the process of the backend \(how)")
    case .timedOut(let how):
      self.target = nil
      hangs[subject, default: 0] += 1
      return .timedOut(how)
    case nil: break
    }
    if process.printedByteCount > printed {
      let text = process.printed(from: printed).prefix(80)
      return .failed(
        ConformanceFailure("the backend printed on standard output, which belongs to the host: \(text.debugDescription)"))
    }
    return outcome
  }
}

extension ConformanceCase {
  /// Runs the case on a target of any kind.
  package func outcome(on target: ConformanceTarget) -> ConformanceOutcome {
    do {
      try body(target)
      return .passed
    } catch let failure as ConformanceFailure {
      return .failed(failure)
    } catch let unsupported as UnsupportedByBackend {
      return .unsupported(unsupported.message)
    } catch let error as BackendError where error.code == .unsupported && [.step, .memory, .gradient].contains(mode) {
      return .unsupported(error.message)
    } catch {
      return .failed(ConformanceFailure("unexpected error: \(error)"))
    }
  }
}
