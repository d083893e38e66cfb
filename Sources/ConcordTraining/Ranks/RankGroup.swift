import ConcordKit

/// The processes, called ranks, that share a training. Rank 0 leads: it says when the training ends, writes and prints.
public final class RankGroup {
  /// What joins them.
  public let transport: any Transport
  /// This process's number.
  public var rank: Int { transport.rank }
  /// How many there are.
  public var count: Int { transport.count }
  /// Whether this process leads.
  public var isLeader: Bool { rank == 0 }
  /// Which machine and process each rank is, after ``introduce(as:_:)``.
  public private(set) var places: [String] = []
  /// Messages so far from each rank and to each; of broadcasts last.
  private var received: [Int]
  private var sent: [Int]
  private var broadcasts = 0
  /// Sent in one piece at most: what a header announces is not believed before it comes.
  private static let piece = 1 << 26

  /// The ranks that a transport joins.
  public init(_ transport: any Transport) {
    self.transport = transport
    (received, sent) = ([Int](repeating: 0, count: transport.count), [Int](repeating: 0, count: transport.count))
  }

  /// What the leader says to its user already.
  public struct ToldByLeader: Error {}

  /// Rank and place, for messages.
  func name(_ rank: Int) -> String { places.indices.contains(rank) ? "rank \(rank) (\(places[rank]))" : "rank \(rank)" }

  /// Compares what all ranks must have in common, before the first step.
  ///
  /// - Parameters:
  ///   - place: Which machine and process this is.
  ///   - facts: By name, such as the seed; each rank gives the same names.
  /// - Throws: On the leader what differs, and where; on the others ``ToldByLeader`` then.
  public func introduce(as place: String, _ facts: [(name: String, value: String)]) throws {
    var own = ByteMessage()
    own.append(place)
    own.append(facts.count)
    for fact in facts {
      own.append(fact.name)
      own.append(fact.value)
    }
    var verdict = ByteMessage()
    if isLeader {
      var (places, problems) = ([place], [String]())
      for rank in 1..<max(count, 1) {
        var reader = try receive(.introduction, from: rank)
        places.append(try reader.text())
        var found: [String: String] = [:]
        for _ in 0..<(try reader.count()) { found[try reader.text()] = try reader.text() }
        for (name, value) in facts where found[name] != value {
          problems.append("\(name): \(found[name] ?? "none") on rank \(rank) (\(places[rank])), \(value) on rank 0")
        }
        for name in found.keys.sorted() where !facts.contains(where: { $0.name == name }) {
          problems.append("\(name): \(found[name] ?? "") on rank \(rank) (\(places[rank])), none on rank 0")
        }
      }
      self.places = places
      verdict.append(
        problems.prefix(8).joined(separator: "; ") + (problems.count > 8 ? "; and \(problems.count - 8) more" : ""))
      for place in places { verdict.append(place) }
    } else {
      try send(own, .introduction, to: 0)
    }
    var reader = try broadcast(verdict, .verdict)
    let problem = try reader.text()
    places = try (0..<count).map { _ in try reader.text() }
    guard problem.isEmpty else {
      guard isLeader else { throw ToldByLeader() }
      throw BackendError(.invalidArgument, "the ranks are not of one training: \(problem); start all of them with the same")
    }
  }

  /// The leader's decision, on all ranks.
  func agree(_ decision: Trainer.Decision) throws -> Trainer.Decision {
    var message = ByteMessage()
    message.append(decision.rawValue)
    var reader = try broadcast(message, .decision)
    guard let decision = Trainer.Decision(rawValue: try reader.count()) else { throw reader.unreadable }
    return decision
  }

  /// Brings what the ranks evaluated to the leader, one part after the other in the order of the ranks.
  func collect(_ own: EvaluatedPart, outputCount: Int, _ body: (EvaluatedPart) throws -> Void) throws {
    guard isLeader else { return try send(own.message, .evaluated, to: 0) }
    try body(own)
    for rank in 1..<max(count, 1) {
      var reader = try receive(.evaluated, from: rank)
      try body(try EvaluatedPart(&reader, outputCount: outputCount))
    }
  }

  /// The leader's evaluation, on all ranks.
  func share(_ made: Evaluation?) throws -> Evaluation {
    var message = ByteMessage()
    if let made {
      message.append(made.imageCount)
      message.append(made.correctCount ?? -1)
      message.append([made.loss])
    }
    var reader = try broadcast(message, .evaluation)
    let (count, correct) = (try reader.count(), Int(truncatingIfNeeded: try reader.word()))
    return Evaluation(
      imageCount: count, correctCount: correct < 0 ? nil : correct, loss: try reader.floats(1)[0], metrics: [])
  }

  /// A text of the leader, on all ranks.
  public func share(_ text: String) throws -> String {
    var message = ByteMessage()
    message.append(text)
    var reader = try broadcast(message, .settings)
    return try reader.text()
  }

  /// A text of each rank, in their order; on the leader alone, nil elsewhere.
  public func gather(_ text: String) throws -> [String]? {
    var message = ByteMessage()
    message.append(text)
    guard isLeader else {
      try send(message, .ending, to: 0)
      return nil
    }
    var texts = [text]
    for rank in 1..<max(count, 1) {
      var reader = try receive(.ending, from: rank)
      texts.append(try reader.text())
    }
    return texts
  }

  /// Leaves the others, when all are done.
  public func leave() throws {
    try naming { try transport.barrier() }
    transport.close()
  }

  /// Ends all others' work. Where the transport ends this process too, it does not return.
  public func abort(_ reason: String) { transport.abort(reason) }

  // MARK: Messages

  func send(_ message: ByteMessage, _ kind: Envelope.Kind, to rank: Int) throws {
    let envelope = Envelope(kind, sequence: sent[rank], message.bytes)
    sent[rank] += 1
    try naming(rank) {
      try envelope.bytes.withUnsafeBytes { try transport.send($0, to: rank) }
      try message.bytes.withUnsafeBytes { bytes in
        for piece in Self.pieces(bytes.count) { try transport.send(UnsafeRawBufferPointer(rebasing: bytes[piece]), to: rank) }
      }
    }
  }

  func receive(_ kind: Envelope.Kind, from rank: Int) throws -> ByteMessage.Reader {
    defer { received[rank] += 1 }
    return try message(kind, sequence: received[rank], rank) { try transport.receive(into: $0, from: rank) }
  }

  /// What the leader has, on all ranks.
  func broadcast(_ own: ByteMessage, _ kind: Envelope.Kind) throws -> ByteMessage.Reader {
    defer { broadcasts += 1 }
    guard isLeader else {
      return try message(kind, sequence: broadcasts, 0) { try transport.broadcast($0, from: 0) }
    }
    var (head, bytes) = (Envelope(kind, sequence: broadcasts, own.bytes).bytes, own.bytes)
    try naming {
      try head.withUnsafeMutableBytes { try transport.broadcast($0, from: 0) }
      try bytes.withUnsafeMutableBytes { all in
        for piece in Self.pieces(all.count) {
          try transport.broadcast(UnsafeMutableRawBufferPointer(rebasing: all[piece]), from: 0)
        }
      }
    }
    return ByteMessage.Reader(own.bytes, from: name(0))
  }

  private func message(
    _ kind: Envelope.Kind, sequence: Int, _ rank: Int, _ bring: (UnsafeMutableRawBufferPointer) throws -> Void
  ) throws -> ByteMessage.Reader {
    let sender = name(rank)
    return try naming(rank) {
      var head = [UInt8](repeating: 0, count: Envelope.byteCount)
      try head.withUnsafeMutableBytes { try bring($0) }
      let envelope = try Envelope(head, kind, sequence: sequence, from: sender)
      var body: [UInt8] = []
      for piece in Self.pieces(envelope.bodyCount) {
        body += [UInt8](repeating: 0, count: piece.count)
        try body.withUnsafeMutableBytes { try bring(UnsafeMutableRawBufferPointer(rebasing: $0[piece])) }
      }
      try envelope.check(body, from: sender)
      return ByteMessage.Reader(body, from: sender)
    }
  }

  private static func pieces(_ count: Int) -> [Range<Int>] {
    stride(from: 0, to: count, by: piece).map { $0..<min($0 + piece, count) }
  }

  /// Says of an error of the transport what it means for the training.
  private func naming<Result>(_ rank: Int? = nil, _ body: () throws -> Result) throws -> Result {
    do {
      return try body()
    } catch let error as BackendError {
      let other =
        rank.flatMap { places.indices.contains($0) && !error.message.contains(places[$0]) ? "\(name($0)): " : nil } ?? ""
      throw BackendError(
        error.code,
        "\(other)\(error.message); the training ends, and where it is a run it goes on with --resume on any number of ranks")
    }
  }
}
