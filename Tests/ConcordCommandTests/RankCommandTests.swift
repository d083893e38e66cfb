import ConcordTestSupport
import Foundation
import Testing

/// Trainings that several processes of `concord` share, over sockets; over MPI they are an acceptance stage.
@Suite("Ranks of the command", .enabled(if: CCompiler.path != nil, "needs a C compiler"), .timeLimit(.minutes(5)))
struct RankCommandTests {
  private static let model = "--model mlp --width 8 --dataset digits --batch-size 200 --shards 8 --epochs 1 --seed 3"

  private let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
    _ = try SocketTransport.build(in: folder)
  }

  /// What the ranks printed, by rank, how each ended, and how long the last took.
  private struct Ranks {
    var texts: [String] = []
    var statuses: [Int32] = []
    var seconds = 0.0

    /// The hash that rank 0 printed.
    var hash: String? { texts[0].split(separator: "\n").first { $0.hasPrefix("parameters SHA-256") }.map(String.init) }
    var errors: [String] { texts.map { $0.split(separator: "\n").filter { $0.contains("Error: ") }.joined(separator: "\n") } }
  }

  /// Runs `concord train` so many times at once.
  ///
  /// - Parameters:
  ///   - words: Of rank 0 and all others that have none of their own.
  ///   - own: Of some ranks.
  ///   - faults: Of the transport of some ranks.
  private func train(
    _ count: Int, _ words: String = Self.model, own: [Int: String] = [:], faults: [Int: String] = [:], before: String = ""
  ) throws -> Ranks {
    var script = "mkdir -p meet; rm -f meet/*; "
    for rank in 0..<count {
      let command = "timeout -s KILL 100 $concord train --transport ./libsockets-*.so \(own[rank] ?? words)"
      let variables =
        "SOCKETS_FOLDER=meet SOCKETS_COUNT=\(count) SOCKETS_RANK=\(rank) SOCKETS_FAULT=\(faults[rank] ?? "none:0")"
      script += "(\(rank == 0 ? before : "") \(variables) exec \(command) >out\(rank) 2>&1) & p\(rank)=$!; "
    }
    // A stopped rank ends with the test.
    script += (0..<count).filter { !(faults[$0]?.hasPrefix("stop") ?? false) }.map { "wait $p\($0); s\($0)=$?; " }.joined()
    script += (0..<count).map { "pkill -KILL -P $p\($0); kill -KILL $p\($0); " }.joined() + "wait; "
    script += "for r in {0..\(count - 1)}; do n=s$r; echo ${!n:-137}; done"
    let start = Date()
    let shell = try Shell("{ \(script); } 2>/dev/null", in: folder)
    var ranks = Ranks()
    ranks.seconds = Date().timeIntervalSince(start)
    ranks.statuses = shell.output.split(separator: "\n").suffix(count).compactMap { Int32($0) }
    ranks.texts = (0..<count).map { (try? String(contentsOfFile: folder.path("out\($0)"), encoding: .utf8)) ?? "" }
    return ranks
  }

  private func alone(_ words: String = Self.model) throws -> String? {
    try Concord(arguments: ["train"] + words.split(separator: " ").map(String.init), in: folder).output.split(separator: "\n")
      .first { $0.hasPrefix("parameters SHA-256") }.map(String.init)
  }

  @Test("1, 2 and 3 ranks end in the hash of one process, rank 0 alone prints, and each rank's memory is as predicted")
  func hashes() throws {
    let hash = try #require(try alone())
    for count in 1...3 {
      let ranks = try train(count)
      #expect(ranks.statuses == .init(repeating: 0, count: count), "\(ranks.texts)")
      #expect(ranks.hash == hash, "\(ranks.texts)")
      for rank in 0..<count {
        #expect(ranks.texts[0].contains("rank \(rank), device \(rank + 1), reference"), "\(ranks.texts[0])")
        #expect(rank == 0 || ranks.texts[rank].isEmpty, "\(ranks.texts[rank])")
      }
      #expect(!ranks.texts[0].contains("not what was predicted"))
    }
    let logged = try train(2, Self.model + " --rank-logs --balance 3:1")
    #expect(logged.hash == hash && logged.texts[1].contains("rank 1: optimizer: "), "\(logged.texts)")
  }

  @Test(
    "ranks with another seed, data or number of shards are told before the first step, with the rank and both values",
    arguments: [
      ("--model mlp --width 8 --dataset digits --batch-size 200 --shards 8 --epochs 1 --seed 4", "--seed: 4 on rank 1"),
      ("--model mlp --width 8 --dataset digits --batch-size 200 --shards 4 --epochs 1 --seed 3", "--shards: 4 on rank 1"),
      (Self.model + " --validation 0.1", "data SHA-256: "),
    ])
  func differences(words: String, part: String) throws {
    let ranks = try train(2, own: [1: words])
    #expect(ranks.statuses == [1, 1] && ranks.errors[0].contains(part), "\(ranks.texts)")
    #expect(ranks.errors[0].contains("on rank 0") && ranks.hash == nil)
  }

  @Test(
    "a transport that fails, cuts, changes, or a rank that is killed ends all ranks, with the rank's name",
    arguments: [
      // Rank 1 receives decisions and sums, rank 0 what the others left.
      ("short:7", 1), ("garbage:6", 1), ("garbage:12", 1), ("short:18", 0), ("garbage:17", 0), ("garbage:18", 0), ("fail:9", 1),
      ("fail:9", 0), ("vanish:9", 1), ("vanish:2", 0), ("vanish:30", 0),
    ])
  func faults(fault: String, rank: Int) throws {
    let ranks = try train(3, Self.model + " --steps 3", faults: [rank: fault])
    #expect(ranks.statuses.allSatisfy { $0 != 0 } && ranks.hash == nil, "\(ranks.texts)")
    let told = ranks.errors.filter { !$0.isEmpty }
    #expect(told.count >= 2 && told.allSatisfy { $0.contains("rank ") }, "\(ranks.texts)")
    if fault.hasPrefix("vanish") {
      #expect(told.contains { $0.contains("rank \(rank)") && $0.contains("has ended") }, "\(ranks.texts)")
    }
  }

  @Test(
    "a rank that stops, or cannot be reached, is waited for no longer than --rank-limit", arguments: ["stop:9", "closed:0"])
  func silence(fault: String) throws {
    let ranks = try train(2, Self.model + " --rank-limit 2", faults: [0: fault])
    #expect(ranks.statuses[1] != 0 && ranks.errors[1].contains("rank 0"), "\(ranks.texts)")
    #expect(ranks.errors[1].contains("within 2 s") || ranks.errors[1].contains("cannot be reached"), "\(ranks.texts)")
  }

  @Test("a rank whose data are missing, or whose disk is full, ends the others with its reason")
  func ownErrors() throws {
    let missing = try train(2, own: [1: Self.model.replacing("digits", with: "nowhere/")])
    #expect(missing.statuses.allSatisfy { $0 != 0 } && missing.errors.allSatisfy { $0.contains("nowhere") }, "\(missing.texts)")
    let full = try train(
      2, Self.model.replacing("--width 8", with: "--width 64") + " --save parameters.safetensors", before: "ulimit -f 8;")
    #expect(full.statuses.allSatisfy { $0 != 0 } && full.errors[0].contains("parameters.safetensors"), "\(full.texts)")
    #expect(full.errors[1].contains("rank 0 has ended"), "\(full.texts)")
  }

  @Test("a run whose rank was killed goes on with another number of ranks, and ends in the hash of one process")
  func resumed() throws {
    let words = Self.model.replacing("--epochs 1", with: "--epochs 2")
    let hash = try alone(words)
    let broken = try train(3, words + " --run run --checkpoint-every 2steps", faults: [2: "vanish:60"])
    #expect(broken.statuses.allSatisfy { $0 != 0 }, "\(broken.texts)")
    #expect(FileManager.default.fileExists(atPath: folder.path("run/checkpoints/last.safetensors")), "\(broken.texts)")
    let whole = try train(2, "--resume run")
    #expect(whole.hash == hash && whole.texts[0].contains("going on after step"), "\(whole.texts)")
  }
}
