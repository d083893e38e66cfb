import ConcordKit
import Synchronization

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// How to start a worker: a program and its arguments, which finds the socket as descriptor 3.
package struct WorkerCommand: Sendable {
  package var executable: String
  package var arguments: [String]

  package init(executable: String, arguments: [String]) {
    self.executable = executable
    self.arguments = arguments
  }
}

/// A child process that runs the backend's code, so that whatever it does ends with it.
///
/// Its standard streams are files of its own: what it prints disturbs nothing and can be looked at.
final class WorkerProcess: Sendable {
  /// How it ended, when it did.
  enum Ending: Sendable, Equatable {
    case crashed(String)
    case timedOut(String)
  }

  private struct State: ~Copyable {
    var socket: Socket?
    var ending: Ending?
    var limit = 0.0
    /// What is left of the limit.
    var left = Duration.zero
  }

  private let process: pid_t
  private let output: PrintedText
  private let errors: PrintedText
  private let state: Mutex<State>

  init(_ command: WorkerCommand) throws(BackendError) {
    let ends = try Socket.pair()
    let own = Socket(ends[0])
    let childs = Socket(ends[1])
    output = try PrintedText()
    errors = try PrintedText()
    var actions = Self.noActions()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
    posix_spawn_file_actions_adddup2(&actions, output.descriptor, 1)
    posix_spawn_file_actions_adddup2(&actions, errors.descriptor, 2)
    posix_spawn_file_actions_adddup2(&actions, childs.descriptor, WorkerServer.descriptor)
    var variables = ProcessInfo.processInfo.environment
    // Swift's own handler would spend seconds on a crash, bury what was said before it, and survive a signal that was raised.
    variables["SWIFT_BACKTRACE"] = "enable=no"
    let environment = variables.map { "\($0.key)=\($0.value)" }
    var child = pid_t()
    let status = Self.withStrings([command.executable] + command.arguments) { arguments in
      Self.withStrings(environment) { posix_spawn(&child, command.executable, &actions, nil, arguments, $0) }
    }
    guard status == 0 else {
      throw BackendError(
        .internal, "the worker '\(command.executable)' cannot be started: \(String(cString: strerror(status)))")
    }
    process = child
    state = Mutex(State(socket: own))
  }

  deinit {
    let isAlive = state.withLock { state in
      let isAlive = state.ending == nil
      // It ends when it finds the other end closed.
      state.socket = nil
      return isAlive
    }
    if isAlive { _ = wait(milliseconds: 5000) }
  }

  /// How it ended; nil while it lives.
  var ending: Ending? { state.withLock { $0.ending } }

  /// Bytes that it printed on standard output so far.
  var printedByteCount: Int { output.byteCount }

  /// What it printed on standard output after the first `start` bytes.
  func printed(from start: Int) -> String { output.text(from: start) }

  /// Bytes that it printed on standard error so far.
  var complainedByteCount: Int { errors.byteCount }

  /// What it printed on standard error after the first `start` bytes.
  func complaints(from start: Int) -> String { errors.text(from: start) }

  /// From now on all calls together may take so many seconds. What the suite does between them does not count.
  func setTimeLimit(_ seconds: Double) {
    state.withLock {
      $0.limit = seconds
      $0.left = .seconds(seconds)
    }
  }

  /// Asks and waits for the answer.
  ///
  /// - Throws: What the worker answers; `deviceLost` where it ended.
  func call(
    _ kind: WorkerRequest, _ body: (inout MessageWriter) -> Void = { _ in }
  ) throws(BackendError) -> MessageReader {
    var request = MessageWriter()
    request.write(kind.rawValue)
    body(&request)
    let bytes = request.bytes
    let answer: [UInt8]? = state.withLock { state in
      guard state.ending == nil, let received = Self.exchange(bytes, &state) else { return nil }
      switch received {
      case .message(let answer): return answer
      case .ended: state.ending = .crashed(describe(wait(milliseconds: 5000)))
      case .late:
        let limit = state.limit
        _ = wait(milliseconds: 0)
        state.ending = .timedOut(
          "took longer than \(Int(limit)) s in the call '\(kind)' and was stopped; --time-limit gives it longer")
      }
      return nil
    }
    guard let answer else { throw BackendError(.deviceLost, "the process of the backend ended") }
    var reader = MessageReader(answer)
    guard try reader.word() == 0 else { throw try reader.error() }
    return reader
  }

  /// Does `body`; where the worker ends in it, says what it was doing and how it ended.
  func naming<Result>(_ what: String, _ body: () throws(BackendError) -> Result) throws(BackendError) -> Result {
    do throws(BackendError) {
      return try body()
    } catch {
      switch ending {
      case .crashed(let how), .timedOut(let how): throw BackendError(.deviceLost, "\(what) \(how)")
      case nil: throw error
      }
    }
  }

  private static func exchange(_ request: [UInt8], _ state: inout State) -> Socket.Received? {
    let start = ContinuousClock.now
    let deadline = start + state.left
    defer { state.left -= start.duration(to: .now) }
    switch state.socket {
    case .some(let socket): return socket.send(request) ? socket.receive(until: deadline) : .ended
    case .none: return nil
    }
  }

  /// Waits for its end, and ends it when it does not come.
  ///
  /// - Returns: The status that `waitpid` gives.
  private func wait(milliseconds: Int) -> Int32 {
    var status: Int32 = 0
    for _ in 0..<(milliseconds / 5) {
      if waitpid(process, &status, WNOHANG) != 0 { return status }
      usleep(5000)
    }
    kill(process, SIGKILL)
    waitpid(process, &status, 0)
    return status
  }

  /// `ended with signal 11 (Segmentation fault)`, and the last line that it complained with.
  private func describe(_ status: Int32) -> String {
    let signal = status & 0x7f
    let end =
      signal == 0
      ? "ended with exit status \(status >> 8 & 0xff)"
      : "ended with signal \(signal) (\(String(cString: strsignal(signal))))"
    guard let line = errors.text(from: max(0, errors.byteCount - 2000)).split(whereSeparator: \.isNewline).last else {
      return end
    }
    return "\(end); its last words: \(line.prefix(300))"
  }

  // MARK: Strings and structures of C

  private static func noActions() -> posix_spawn_file_actions_t {
    #if canImport(Darwin)
      nil
    #else
      posix_spawn_file_actions_t()
    #endif
  }

  private static func withStrings<Result>(
    _ strings: [String], _ body: (UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>) -> Result
  ) -> Result {
    let pointers = strings.map { strdup($0) }
    defer { for pointer in pointers { free(pointer) } }
    let list = UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>.allocate(capacity: pointers.count + 1)
    defer { list.deallocate() }
    for (index, pointer) in pointers.enumerated() { (list + index).initialize(to: pointer) }
    (list + pointers.count).initialize(to: nil)
    return body(list)
  }
}
