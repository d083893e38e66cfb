import ConcordGraph
import ConcordKit
import ConcordNN
import ConcordNumerics
import Dispatch
import Synchronization

/// Sessions of one step on several devices, which share each batch: every worker takes a contiguous range of its shards.
///
/// Who takes which changes no bit. Workers fold the blocks of their range by themselves; what blocks leave is added here, in the tree's
/// order, and every worker updates its parameters by the same sums.
public final class WorkerTeam {
  /// One for each device. The first holds what is saved, shown and evaluated.
  public let sessions: [TrainingSession]
  /// How shards are dealt.
  public let balance: ShardBalance
  /// Shards that each worker has done.
  public private(set) var shardCounts: [Int]
  /// Seconds in which it has done them.
  public private(set) var seconds: [Double]
  /// Shards that it does in a second, by the last steps; nil before it has done one.
  private var speeds: [Double?]
  /// Deals the shards of a step, of which there are `count`, in place of the balance; for tests.
  var deals: ((_ step: UInt64, _ count: Int) -> [Range<Int>])?
  private let workers: [Worker]

  /// - Parameters:
  ///   - sessions: At least one, each on a device of its own, of one step that is shared.
  ///   - balance: How shards are dealt.
  /// - Throws: `invalidArgument` where the sessions are not of one step.
  public init(_ sessions: [TrainingSession], balance: ShardBalance = .auto) throws {
    guard let first = sessions.first else { throw BackendError(.invalidArgument, "a step is shared by at least one device") }
    for session in sessions {
      guard session.planned.step.isShared, session.shards == first.shards, session.graph.sums.count == first.graph.sums.count,
        zip(session.parameters, first.parameters).allSatisfy({ $0.name == $1.name && $0.shape == $1.shape })
      else {
        throw BackendError(.invalidArgument, "devices share a step of one model and as many shards, which is planned as shared")
      }
      guard !first.graph.couplesSamples || session.microBatch == first.microBatch else {
        throw BackendError(
          .invalidArgument,
          "'\(first.model.name)' couples the samples of a micro-batch, so that all devices need micro-batches of one size")
      }
    }
    if case .ratio(let parts) = balance {
      guard parts.count == sessions.count, parts.allSatisfy({ $0 >= 0 }), parts.contains(where: { $0 > 0 }) else {
        throw BackendError(
          .invalidArgument,
          "a balance has a part, not below 0, for each of \(sessions.count) devices, but there are \(parts.count)")
      }
    }
    self.sessions = sessions
    self.balance = balance
    shardCounts = sessions.map { _ in 0 }
    seconds = sessions.map { _ in 0 }
    speeds = sessions.map { _ in nil }
    workers = sessions.enumerated().map { Worker($1, number: $0, of: sessions.count) }
  }

  /// Gives every worker what the first holds: after parameters were loaded, or a checkpoint was restored.
  public func synchronize() throws {
    for session in sessions.dropFirst() { try session.take(from: sessions[0]) }
  }

  /// One whole step. Returns when all devices were asked for the update.
  ///
  /// - Parameters:
  ///   - inputs: Of all samples of the batch: for each input of the model, in its order, `part.batchSize` × its shape.
  ///   - targets: Likewise, for each output.
  ///   - part: The whole batch.
  /// - Throws: What the first device that fails throws, with its name; the others stop after the micro-batch that they are at.
  public func train(inputs: [UnsafeRawBufferPointer], targets: [UnsafeRawBufferPointer], _ part: TrainingSession.Part) throws {
    let leader = sessions[0]
    let count = leader.shards.count(ofBatch: part.batchSize)
    let weights = zip(leader.graph.outputs, targets).map { $0.weight.total(part.batchSize, $1) }
    let ranges = deals?(part.step, count) ?? deal(count)
    let batch = WorkerBatch(inputs: inputs, targets: targets, part: part, weights: weights, shardSize: leader.shards.size)
    // Before the first forward pass overwrites them.
    var running = leader.graph.statistics.isEmpty ? nil : try leader.statistics()
    let failure = Failure()
    let outcomes = try all(failure) { worker in
      try worker.fold(ranges[worker.number], of: count, batch) { failure.isSet.load(ordering: .relaxed) }
    }
    var blocks: [ShardBlock: PartialSums] = [:]
    for (number, outcome) in outcomes.enumerated() {
      blocks.merge(outcome.blocks) { first, _ in first }
      measure(number, shards: ranges[number].count, seconds: outcome.seconds)
      // Ranges ascend, and so do micro-batches within them.
      for group in outcome.statistics { running?.average(group) }
    }
    let sum = ShardTree.sum(blocks, count: count) { left, right in
      left.add(right)
      return left
    }
    guard let sum else { throw BackendError(.internal, "shards of a step were dealt to nobody; please report this") }
    let statistics = running
    _ = try all(failure) { worker in try worker.update(sum, statistics, batch) }
  }

  private func deal(_ count: Int) -> [Range<Int>] {
    switch balance {
    case .equal: return ShardBalance.deal(count, speeds: sessions.map { _ in 1 })
    case .ratio(let parts): return ShardBalance.deal(count, speeds: parts.map(Double.init))
    case .auto:
      let known = speeds.compactMap(\.self)
      let mean = known.isEmpty ? 1 : known.reduce(0, +) / Double(known.count)
      // A device that has none would never be measured again.
      return ShardBalance.deal(count, speeds: speeds.map { $0 ?? mean }, least: 1)
    }
  }

  private func measure(_ number: Int, shards: Int, seconds: Double) {
    guard shards > 0 else { return }
    shardCounts[number] += shards
    self.seconds[number] += seconds
    let speed = Double(shards) / max(seconds, 1e-9)
    speeds[number] = speeds[number].map { ($0 + speed) / 2 } ?? speed
  }

  /// Whether a worker failed.
  private final class Failure: Sendable {
    let isSet = Atomic(false)
  }

  /// A value behind a lock.
  private final class Shared<Value: Sendable>: Sendable {
    private let value: Mutex<Value>
    init(_ value: Value) { self.value = Mutex(value) }
    func withLock<Result: Sendable>(_ body: (inout Value) -> Result) -> Result { value.withLock { body(&$0) } }
  }

  /// Runs `body` for every worker on its own thread; returns when all are done.
  private func all<Result: Sendable>(
    _ failure: Failure, _ body: (Worker) throws -> Result
  ) throws -> [Result] {
    let workers = workers
    let results = Shared<[Swift.Result<Result, any Error>?]>(workers.map { _ in nil })
    withoutActuallyEscaping(body) { body in
      // Every call has ended when this function returns.
      nonisolated(unsafe) let body = body
      let group = DispatchGroup()
      // Not `concurrentPerform`: a device that others wait for is not to wait for a core.
      for worker in workers {
        worker.queue.async(group: group) {
          let result = Swift.Result { try body(worker) }
          if case .failure = result { failure.isSet.store(true, ordering: .relaxed) }
          results.withLock { $0[worker.number] = result }
        }
      }
      group.wait()
    }
    let ended = results.withLock { $0.compactMap(\.self) }
    // Who stopped because another failed has no error of its own to tell.
    let errors = ended.enumerated().compactMap { number, result -> (Int, any Error)? in
      if case .failure(let error) = result, !(error is Worker.Stopped) { (number, error) } else { nil }
    }
    if let (number, error) = errors.first { throw workers[number].naming(error) }
    return try ended.map { try $0.get() }
  }
}
