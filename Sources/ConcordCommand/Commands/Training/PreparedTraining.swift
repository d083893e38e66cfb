import Concord
import ConcordDigest

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// A training before its first step, or before the first that is to be made now.
struct PreparedTraining {
  let training: ResolvedTraining
  let planned: PlannedTraining
  var trainer: Trainer
  let policy: RunRecorder.Policy
  let outputs: TrainingOutputs
  let resumed: ResumedRun?

  /// Begins the run's folder, where there is one: what is known before the first step is in it when this returns.
  ///
  /// - Parameter expected: Hashes that the run is compared with.
  mutating func begin(
    _ command: Train, _ configuration: RunConfiguration? = nil, expecting expected: [Int: HashRow]? = nil
  ) throws -> RunRecorder? {
    guard let folder = outputs.run else { return nil }
    let data = try RunData(trainer.dataset)
    try resumed?.check(data)
    let session = trainer.session
    try folder.begin(
      configuration ?? command.configuration(self), model: training.description, data: data,
      memory: MemoryReport(session.memory, plan: session.plan))
    if expected == nil { Interruption.watch() }
    var policy = policy
    policy.expected = expected ?? [:]
    return try RunRecorder(
      folder, &trainer, data: data, modelSHA256: SHA256.hex(of: training.description), policy: policy,
      isInterrupted: { Interruption.signal != nil })
  }

  /// Compares this rank's training with the others', and begins where the leader does.
  ///
  /// - Throws: What differs, where the ranks would not end in the same bits.
  mutating func join(_ ranks: RankGroup, _ configuration: RunConfiguration) throws {
    let session = trainer.session
    let place = "\(SystemName.host), process \(ProcessInfo.processInfo.processIdentifier)"
    var facts = [
      ("concord", ConcordVersion.text), ("model SHA-256", SHA256.hex(of: training.description)),
      ("data SHA-256", try DataFingerprint(trainer.dataset).all),
      ("order of parameters", session.parameters.map { "\($0.name) \($0.shape)" }.joined(separator: ", ")),
    ]
    let free = Self.rankSettings.union(planned.step.graphs.largest.couplesSamples ? [] : ["micro-batch"])
    for (name, setting) in configuration.settings.sorted(by: { $0.key < $1.key }) where !free.contains(name) {
      facts.append(("--\(name)", "\(setting.value)"))
    }
    try ranks.introduce(as: place, facts.map { (name: $0.0, value: $0.1) })
    if let team = trainer.team { trainer.start = try team.synchronizeRanks(trainer.start) }
  }

  /// Settings that are a rank's own, because no bit depends on them, or because what they name is compared or sent.
  private static let rankSettings: Set = [
    "backend", "plan", "activation-budget", "data-dir", "dataset", "model", "init", "checkpoint-every", "keep-checkpoints",
    "best", "patience",
  ]

  /// What is trained, how parameters are updated, and where.
  var heading: [String] {
    let (session, schedule, opened) = (trainer.session, trainer.schedule, planned.opened)
    let count = session.parameters.reduce(0) { $0 + $1.elementCount }
    let info = opened.device.info
    let micro =
      schedule.microBatchSize == min(schedule.batchSize, schedule.shards.size)
      ? "" : " in micro-batches of \(schedule.microBatchSize)"
    let shards = session.shards
    let parts = shards == .one ? "" : " in \(shards.count) shards of \(shards.size)"
    let limit = schedule.stepLimit.map { ", at most \($0) of them an epoch" } ?? ""
    let ranks = trainer.team?.ranks.map { ranks in
      [
        "\(ranks.count) ranks over \(ranks.transport.name): \(ranks.places.enumerated().map { "\($0) on \($1)" }.joined(separator: "; "))"
      ]
    }
    return [
      "\(session.model.name) (\(Format.grouped(count)) parameters) on \(trainer.dataset.name): "
        + "\(Format.grouped(schedule.sampleCount)) training and \(Format.grouped(trainer.dataset.test.count)) test images, "
        + "batches of \(schedule.batchSize)\(parts)\(micro)\(limit)",
      Self.update(session), "\(opened.backend.name): \(info.name), \(info.platform) (\(opened.standing))",
    ] + (ranks ?? [])
  }

  /// How parameters are updated, with what is not 0.
  private static func update(_ session: TrainingSession) -> String {
    let optimizer = session.optimizer
    let numbers = optimizer.hyperparameters.filter { $0.value != 0 }.sorted { $0.key < $1.key }
    let clipping = session.clipNorm.map { ", gradients clipped to a norm of \($0)" } ?? ""
    return "optimizer: \(optimizer.name)" + numbers.map { ", \($0.key) \($0.value)" }.joined()
      + "; learning rate \(optimizer.learningRate), \(session.schedule)\(clipping)"
  }
}
