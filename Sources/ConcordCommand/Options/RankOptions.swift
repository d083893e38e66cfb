import ArgumentParser
import Concord

/// The processes that share a training.
struct RankOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Share each batch with the other processes (ranks) that were started with this one: mpi under mpirun, or a path to a transport.",
      valueName: "transport"), transform: PathText.parse)
  var transport: String?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Take a rank for lost that another waits for so many seconds. Default: 600.", valueName: "seconds"),
    transform: Limits.rankSeconds.parse)
  var rankLimit: Int?

  @Flag(help: "Print what the other ranks say too, each line with its rank.")
  var rankLogs = false

  /// Joins the other ranks; nil where this is the only process.
  func join() throws -> RankGroup? {
    guard let transport else {
      guard rankLimit == nil, !rankLogs else {
        throw CommandError("--rank-limit and --rank-logs are about several processes; add --transport, or leave them out")
      }
      return nil
    }
    let limit = Duration.seconds(rankLimit ?? 600)
    return RankGroup(try FlagMistake.naming("--transport") { try TransportLoader.open(transport, limit: limit) })
  }
}
