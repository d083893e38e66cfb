import ConcordData
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
  /// One for each device. The first holds what is saved and shown.
  public let sessions: [TrainingSession]
  /// The processes that share each step with this one; nil where it is the only one.
  public let ranks: RankGroup?
  /// Shards that each worker has done.
  public var shardCounts: [Int] { dealer.shardCounts }
  /// Seconds in which it has done them.
  public var seconds: [Double] { dealer.seconds }
  /// Seconds in which this rank's devices waited for the other ranks, and for sums on their way.
  public private(set) var waitSeconds = 0.0
  /// Among this process's devices.
  private var dealer: ShardDealer
  /// Among ranks; all of them deal alike.
  private var rankDealer: ShardDealer?
  /// Deals the shards of a step, of which there are `count`, among ranks, or where there is one among devices, in place of the balance; for
  /// tests.
  var deals: ((_ step: UInt64, _ count: Int) -> [Range<Int>])?
  private let workers: [Worker]

  /// - Parameters:
  ///   - sessions: At least one, each on a device of its own, of one step that is shared.
  ///   - balance: How shards are dealt: among ranks where there are several, and else among devices.
  ///   - ranks: Those that share each step. Each has a team of its own, of the same step.
  /// - Throws: `invalidArgument` where the sessions are not of one step.
  public init(_ sessions: [TrainingSession], balance: ShardBalance = .auto, ranks: RankGroup? = nil) throws {
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
      let (count, what) = ranks.map { ($0.count, "ranks") } ?? (sessions.count, "devices")
      guard parts.count == count, parts.allSatisfy({ $0 >= 0 }), parts.contains(where: { $0 > 0 }) else {
        throw BackendError(
          .invalidArgument, "a balance has a part, not below 0, for each of \(count) \(what), but there are \(parts.count)")
      }
    }
    self.sessions = sessions
    self.ranks = ranks
    dealer = ShardDealer(ranks != nil && balance != .equal ? .auto : balance, among: sessions.count)
    rankDealer = ranks.map { ShardDealer(balance, among: $0.count) }
    workers = sessions.enumerated().map { Worker($1, number: $0, of: sessions.count) }
  }

  /// Gives every worker what the first holds: after parameters were loaded, or a checkpoint was restored.
  public func synchronize() throws {
    for session in sessions.dropFirst() { try session.take(from: sessions[0]) }
  }

  /// What the model makes of all samples of a source, of which each worker looks at some: the bits that one device comes to.
  func evaluate(_ source: any DataSource) throws -> Evaluation {
    let model = sessions[0].model
    let own = (rankDealer?.dealSamples(0..<source.count) ?? [0..<source.count])[ranks?.rank ?? 0]
    let ranges = dealer.dealSamples(own)
    let failure = Failure()
    let parts = try all(failure) { worker in
      try worker.evaluate(ranges[worker.number], of: source) { failure.isSet.load(ordering: .relaxed) }
    }
    var part = EvaluatedPart(outputCount: model.outputs.count)
    for next in parts { part.append(next) }
    guard let ranks else {
      let fold = try LossFold(of: model, sessions[0].loss)
      try fold.add(part)
      return try fold.evaluation()
    }
    let fold = ranks.isLeader ? try LossFold(of: model, sessions[0].loss) : nil
    try ranks.collect(part, outputCount: model.outputs.count) { try fold?.add($0) }
    return try ranks.share(fold?.evaluation())
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
    let own = ranks.map { ranks in (deals?(part.step, count) ?? rankDealer?.deal(0..<count) ?? [])[ranks.rank] }
    let ranges = own.map(dealer.deal) ?? deals?(part.step, count) ?? dealer.deal(0..<count)
    let batch = WorkerBatch(inputs: inputs, targets: targets, part: part, weights: weights, shardSize: leader.shards.size)
    // Before the first forward pass overwrites them.
    let running = leader.graph.statistics.isEmpty ? nil : try leader.statistics()
    let failure = Failure()
    let outcomes = try all(failure) { worker in
      try worker.fold(ranges[worker.number], of: count, batch) { failure.isSet.load(ordering: .relaxed) }
    }
    // Ranges ascend, and so do micro-batches within them.
    var share = RankShare(blocks: [:], statistics: outcomes.flatMap(\.statistics), measures: [])
    for (number, outcome) in outcomes.enumerated() {
      share.blocks.merge(outcome.blocks) { first, _ in first }
      dealer.measure(number, shards: ranges[number].count, seconds: outcome.seconds)
    }
    share.fold(shards: count)
    if let ranks, let own {
      let seconds = outcomes.map(\.seconds).max() ?? 0
      share.measures = [RankShare.Measure(rank: ranks.rank, shards: own.count, seconds: seconds)]
    }
    let clock = ContinuousClock()
    let start = clock.now
    let total = try total(share, running, shards: count)
    if ranks != nil { waitSeconds += (clock.now - start).milliseconds / 1000 }
    _ = try all(failure) { worker in try worker.update(total.sums, total.statistics, batch) }
  }

  /// What all shards of the batch come to, those of other ranks too.
  private func total(
    _ share: RankShare, _ running: RunningStatistics?, shards count: Int
  ) throws -> (sums: PartialSums, statistics: RunningStatistics?) {
    var statistics = running
    guard let ranks else { return (try Self.whole(share, &statistics, shards: count), statistics) }
    let graph = sessions[0].graph
    let layout = RankShare.Layout(
      sums: graph.sums.map { graph.graph[$0].type.elementCount },
      statistics: graph.statistics.map { graph.graph[$0.tensor].type.elementCount })
    var message = ByteMessage()
    if let all = try ranks.collect(share, layout, shards: count) {
      for values in try Self.whole(all, &statistics, shards: count).values { message.append(values) }
      for values in statistics?.values ?? [] { message.append(values) }
      message.append(all.measures)
    }
    var reader = try ranks.broadcast(message, .total)
    let sums = PartialSums(try layout.sums.map { try reader.floats($0) })
    let values = try layout.statistics.map { try reader.floats($0) }
    if running != nil { statistics = RunningStatistics(values, of: graph.statistics) }
    for measure in try reader.measures() where measure.rank < ranks.count {
      rankDealer?.measure(measure.rank, shards: measure.shards, seconds: measure.seconds)
    }
    try reader.end()
    return (sums, statistics)
  }

  private static func whole(
    _ share: RankShare, _ running: inout RunningStatistics?, shards count: Int
  ) throws -> PartialSums {
    for group in share.statistics { running?.average(group) }
    guard share.blocks.count == 1, let (block, sums) = share.blocks.first, block.shards == 0..<count else {
      throw BackendError(.internal, "shards of a step were dealt to nobody, or to two; please report this")
    }
    return sums
  }

  /// Gives all ranks what the leader holds, and where its training is.
  ///
  /// - Parameter start: The leader's.
  /// - Returns: The same on all ranks.
  public func synchronizeRanks(
    _ start: (step: Int, progress: Checkpoint.Progress)
  ) throws -> (step: Int, progress: Checkpoint.Progress) {
    guard let ranks else { return start }
    let state = RankState(try sessions[0].kept(), step: start.step, start.progress)
    var reader = try ranks.broadcast(ranks.isLeader ? state.message : ByteMessage(), .state)
    let found = try RankState(&reader, like: state)
    if !ranks.isLeader { try sessions[0].restore(found.kept) }
    try synchronize()
    return (found.step, found.progress)
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
