import Foundation
import Synchronization

#if canImport(Glibc)
  import Glibc
  private let streamSocket = Int32(SOCK_STREAM.rawValue)
  private let noSignal = Int32(MSG_NOSIGNAL)
#elseif canImport(Darwin)
  import Darwin
  private let streamSocket = SOCK_STREAM
  private let noSignal: Int32 = 0
#endif

/// A web server on 127.0.0.1 that can misbehave.
final class LoopbackServer: Sendable {
  struct Page: Sendable {
    var content: [UInt8]
    /// Whether it serves the rest of a file from a byte on.
    var servesRanges = true
    /// Sends no more than this of the content at a request, then does `ending`.
    var limit = Int.max
    var ending = Ending.close

    enum Ending: Sendable {
      case close
      /// Keeps the line open until the client goes.
      case stall
    }
  }

  struct Request: Sendable, Equatable {
    var path: String
    /// The byte from which it asks for the rest; nil where it asks for all.
    var start: Int?
  }

  private struct State {
    var pages: [String: Page] = [:]
    var requests: [Request] = []
  }

  struct SocketFailure: Error {}

  private let listener: Int32
  let port: UInt16
  private let state = Mutex(State())

  init() throws {
    listener = socket(AF_INET, streamSocket, 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let listener = listener
    let isListening = withUnsafeMutablePointer(to: &address) { address in
      address.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
        bind(listener, address, length) == 0 && listen(listener, 16) == 0 && getsockname(listener, address, &length) == 0
      }
    }
    guard isListening else { throw SocketFailure() }
    port = UInt16(bigEndian: address.sin_port)
    // Threads of its own: those of a pool may all be at work for other tests. The thread closes the socket, so that its number is
    // not another server's before the last accept.
    Thread.detachNewThread { [weak self] in
      defer { close(listener) }
      while true {
        let client = accept(listener, nil, nil)
        if client < 0, errno == EINTR || errno == ECONNABORTED { continue }
        guard client >= 0 else { return }
        guard let server = self else {
          close(client)
          return
        }
        Thread.detachNewThread {
          server.answer(client)
          close(client)
        }
      }
    }
  }

  /// From here on the thread's accept fails.
  deinit { shutdown(listener, Int32(SHUT_RDWR)) }

  /// The address of a page.
  func address(_ path: String) -> String { "http://127.0.0.1:\(port)/\(path)" }

  func serve(_ page: Page, at path: String) { state.withLock { $0.pages[path] = page } }

  /// What was asked for since the start or the last call.
  func takeRequests() -> [Request] {
    state.withLock { state in
      defer { state.requests = [] }
      return state.requests
    }
  }

  private func answer(_ client: Int32) {
    var head: [UInt8] = []
    var byte: UInt8 = 0
    while !head.suffix(4).elementsEqual([13, 10, 13, 10]) {
      guard read(client, &byte, 1) == 1 else { return }
      head.append(byte)
    }
    let lines = String(decoding: head, as: UTF8.self).split(separator: "\r\n")
    let path = String(lines.first?.split(separator: " ").dropFirst().first?.dropFirst() ?? "")
    let prefix = "range: bytes="
    let start = lines.first { $0.lowercased().hasPrefix(prefix) }.flatMap { Int($0.dropFirst(prefix.count).dropLast()) }
    let page = state.withLock { state in
      state.requests.append(Request(path: path, start: start))
      return state.pages[path]
    }
    guard let page else { return send("404 Not Found", [], to: client) }
    guard let start, page.servesRanges else {
      return send("200 OK", page.content, limit: page.limit, ending: page.ending, to: client)
    }
    let total = page.content.count
    guard start < total else {
      return send("416 Range Not Satisfiable", [], "Content-Range: bytes */\(total)\r\n", to: client)
    }
    send(
      "206 Partial Content", Array(page.content[start...]), "Content-Range: bytes \(start)-\(total - 1)/\(total)\r\n",
      limit: page.limit, ending: page.ending, to: client)
  }

  private func send(
    _ status: String, _ body: [UInt8], _ header: String = "", limit: Int = .max, ending: Page.Ending = .close,
    to client: Int32
  ) {
    let head = "HTTP/1.1 \(status)\r\nContent-Length: \(body.count)\r\n\(header)Connection: close\r\n\r\n"
    let bytes = Array(head.utf8) + body.prefix(limit)
    var sent = 0
    while sent < bytes.count {
      let count = bytes[sent...].withUnsafeBytes { Self.write($0, to: client) }
      guard count > 0 else { return }
      sent += count
    }
    if ending == .stall {
      var byte: UInt8 = 0
      while read(client, &byte, 1) > 0 {}
    }
  }

  private static func write(_ bytes: UnsafeRawBufferPointer, to client: Int32) -> Int {
    #if canImport(Glibc)
      Glibc.send(client, bytes.baseAddress, bytes.count, noSignal)
    #else
      Darwin.send(client, bytes.baseAddress, bytes.count, noSignal)
    #endif
  }
}
