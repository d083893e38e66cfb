import Concord
import ConcordKit
import Foundation

/// Ranks that are threads of this process.
final class LocalRanks: @unchecked Sendable {
  private let condition = NSCondition()
  private var mail: [[Int]: [[UInt8]]] = [:]
  private let count: Int
  private var reason: String?

  private init(_ count: Int) { self.count = count }

  /// What a rank came to, in the order of the ranks.
  static func run<Result: Sendable>(
    _ count: Int, _ body: @escaping @Sendable (any Transport) throws -> Result
  ) -> [Swift.Result<Result, any Error>] {
    let ranks = LocalRanks(count)
    let results = Results<Result>(count)
    let group = DispatchGroup()
    for rank in 0..<count {
      let thread = Thread {
        let member = Member(ranks, rank)
        let result = Swift.Result { try body(member) }
        if case .failure(let error) = result, !(error is RankGroup.ToldByLeader) { member.abort("\(error)") }
        results.set(rank, result)
        group.leave()
      }
      thread.stackSize = 8 << 20
      group.enter()
      thread.start()
    }
    group.wait()
    return results.all
  }

  private final class Results<Value>: @unchecked Sendable {
    private let lock = NSLock()
    private var values: [Swift.Result<Value, any Error>?]
    init(_ count: Int) { values = .init(repeating: nil, count: count) }
    func set(_ rank: Int, _ value: Swift.Result<Value, any Error>) { lock.withLock { values[rank] = value } }
    var all: [Swift.Result<Value, any Error>] { lock.withLock { values.compactMap(\.self) } }
  }

  private final class Member: Transport {
    let name = "threads"
    let rank: Int
    var count: Int { ranks.count }
    private let ranks: LocalRanks

    init(_ ranks: LocalRanks, _ rank: Int) { (self.ranks, self.rank) = (ranks, rank) }

    func send(_ bytes: UnsafeRawBufferPointer, to other: Int) throws(BackendError) { ranks.put(Array(bytes), [rank, other]) }

    func receive(into bytes: UnsafeMutableRawBufferPointer, from other: Int) throws(BackendError) {
      let message = try ranks.take([other, rank])
      guard message.count == bytes.count else { throw BackendError(.internal, "\(message.count) bytes and not \(bytes.count)") }
      bytes.copyBytes(from: message)
    }

    func broadcast(_ bytes: UnsafeMutableRawBufferPointer, from root: Int) throws(BackendError) {
      guard rank == root else { return try receive(into: bytes, from: root) }
      for other in 0..<count where other != root { try send(UnsafeRawBufferPointer(bytes), to: other) }
    }

    func barrier() throws(BackendError) {
      var byte: [UInt8] = [0]
      for other in 0..<count where other != rank { ranks.put(byte, [rank, other]) }
      for other in 0..<count where other != rank { byte = try ranks.take([other, rank]) }
    }

    func close() {}
    func abort(_ reason: String) { ranks.end(reason) }
  }

  private func put(_ message: [UInt8], _ way: [Int]) {
    condition.withLock {
      mail[way, default: []].append(message)
      condition.broadcast()
    }
  }

  private func take(_ way: [Int]) throws(BackendError) -> [UInt8] {
    condition.lock()
    defer { condition.unlock() }
    while mail[way]?.isEmpty ?? true {
      if let reason { throw BackendError(.deviceLost, reason) }
      condition.wait()
    }
    return mail[way]?.removeFirst() ?? []
  }

  private func end(_ reason: String) {
    condition.withLock {
      self.reason = self.reason ?? reason
      condition.broadcast()
    }
  }
}
