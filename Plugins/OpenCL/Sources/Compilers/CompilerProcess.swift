import ConcordFiles
import ConcordKit

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Another process that compiles kernels for this one (``CompilerService``). It ends when its owner lets go of it, or with this process.
final class CompilerProcess {
  private let socket: Socket
  private let process: pid_t

  private static let programName = "concord-opencl-compiler"
  /// For one program: the largest takes seconds. One that is silent for longer is given up.
  private static let patience = Duration.seconds(120)
  /// How long one that is to end may take to clean up.
  private static let cleaning = Duration.seconds(2)

  /// Where its program is: beside this library, as the build leaves it; nil where it is not, or where others could change it.
  static let program: String? = {
    guard let path = OwnLibrary.neighbour(programName), access(path, X_OK) == 0,
      (try? FileTrust.check(path, asMuchAs: OwnLibrary.path)) != nil
    else { return nil }
    return path
  }()

  /// - Parameter identity: Of the device to compile for (``DeviceTraits/identity``).
  /// - Returns: nil where it cannot be started.
  init?(for identity: String) {
    guard let program = Self.program else { return nil }
    guard let ends = try? Socket.pair() else { return nil }
    socket = Socket(ends[0], largestMessage: CompilerService.largestMessage)
    let theirs = Socket(ends[1])
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_adddup2(&actions, theirs.descriptor, 0)
    // What it cannot compile is compiled here, where errors are told.
    posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0)
    posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0)
    var child: pid_t = 0
    let name = strdup(program)
    defer { free(name) }
    let status = posix_spawn(&child, program, &actions, nil, [name, nil], environ)
    process = child
    guard status == 0, socket.send(Array(identity.utf8)) else { return nil }
  }

  deinit {
    shutdown(socket.descriptor, Int32(SHUT_RDWR))
    let clock = ContinuousClock()
    let end = clock.now + Self.cleaning
    var status: Int32 = 0
    while waitpid(process, &status, WNOHANG) == 0 {
      if clock.now >= end {
        kill(process, SIGKILL)
        waitpid(process, &status, 0)
        return
      }
      usleep(1000)
    }
  }

  /// - Returns: The binary; nil where the source does not compile, or where the process is no more.
  func compile(_ source: String, options: String) -> [UInt8]? {
    guard socket.send(Array(options.utf8)), socket.send(Array(source.utf8)) else { return nil }
    guard case .message(let answer) = socket.receive(until: .now + Self.patience) else { return nil }
    return answer.isEmpty ? nil : answer
  }
}
