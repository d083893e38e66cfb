import Concord

#if canImport(Glibc)
  @preconcurrency import Glibc
#elseif canImport(Darwin)
  @preconcurrency import Darwin
#endif

/// Standard output, and what the system does to a program at its ends.
enum StandardStreams {
  /// Before anything is opened or printed.
  static func prepare() {
    // A closed stream's number would be given to the next file that is opened, and what is printed would go there. What stands in
    // for it can be neither read nor written, but for messages, which have nowhere to go.
    for (number, mode) in [(STDIN_FILENO, O_WRONLY), (STDOUT_FILENO, O_RDONLY), (STDERR_FILENO, O_WRONLY)]
    where fcntl(number, F_GETFD) == -1 {
      _ = open("/dev/null", mode)
    }
    // A reader that has gone is an error of the write, so that it is told, and what else is to be written is.
    signal(SIGPIPE, SIG_IGN)
    // Likewise a file that may not grow further.
    signal(SIGXFSZ, SIG_IGN)
    // Swift's own handler collects backtraces of all threads, and a training's did not end in minutes.
    var quit = sigaction()
    if sigaction(SIGQUIT, nil, &quit) == 0, !isIgnored(quit) { signal(SIGQUIT, SIG_DFL) }
  }

  /// Ends the program: with `status`, or with another than 0 where what it printed did not arrive.
  static func end(_ status: Int32) -> Never {
    OrderlyEnd.expect()
    errno = 0
    // What was printed before may have failed already.
    if fflush(nil) == 0, stdout.map({ ferror($0) == 0 }) ?? true { exit(status) }
    let reason = errno == 0 ? "" : " (\(SystemError.last))"
    var progress = Progress()
    progress.line("Error: standard output cannot be written\(reason); what was printed is not whole")
    exit(status == 0 ? 1 : status)
  }

  static func isIgnored(_ action: sigaction) -> Bool {
    #if os(Linux)
      unsafeBitCast(action.__sigaction_handler.sa_handler, to: Int.self) == 1
    #else
      unsafeBitCast(action.__sigaction_u.__sa_handler, to: Int.self) == 1
    #endif
  }
}
