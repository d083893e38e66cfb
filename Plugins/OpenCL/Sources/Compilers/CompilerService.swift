import ConcordKit

/// What the program `concord-opencl-compiler` does: compiles what it is sent on its standard input, a socket, until that is closed.
///
/// The first message is the identity of the device. Then come pairs: the build's options, the source. Each is answered with the
/// binary, with no bytes where there is none.
public enum CompilerService {
  public static func run() {
    let socket = CompilerSocket(0)
    guard let identity = socket.receive(patience: -1).map({ String(decoding: $0, as: UTF8.self) }) else { return }
    let calls = OpenCLCalls()
    guard let found = try? Discovery(calls).devices.first(where: { $0.traits.identity == identity }),
      let context = try? calls.context(for: found.device)
    else { return }
    while let options = socket.receive(patience: -1), let source = socket.receive(patience: -1) {
      let binary = try? calls.binary(
        of: calls.program(
          source: String(decoding: source, as: UTF8.self), for: found.device, options: String(decoding: options, as: UTF8.self),
          in: context))
      guard socket.send(binary ?? []) else { return }
    }
  }
}
