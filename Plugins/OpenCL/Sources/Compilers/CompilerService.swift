import ConcordKit

/// What the program `concord-opencl-compiler` does: compiles what it is sent on its standard input, a socket, until that is closed.
///
/// The first message is the identity of the device. Then come pairs: the build's options, the source. Each is answered with the
/// binary, with no bytes where there is none.
public enum CompilerService {
  /// More is no kernel's source or binary.
  static let largestMessage = KernelCache.largestBinary + (1 << 20)

  public static func run() {
    let socket = Socket(0, largestMessage: largestMessage)
    guard case .message(let identity) = socket.receive() else { return }
    let calls = OpenCLCalls()
    guard let found = try? Discovery(calls).devices.first(where: { $0.traits.identity.utf8.elementsEqual(identity) }),
      let context = try? calls.context(for: found.device)
    else { return }
    while case .message(let options) = socket.receive(), case .message(let source) = socket.receive() {
      let binary = try? calls.binary(
        of: calls.program(
          source: String(decoding: source, as: UTF8.self), for: found.device, options: String(decoding: options, as: UTF8.self),
          in: context))
      guard socket.send(binary ?? []) else { return }
    }
  }
}
