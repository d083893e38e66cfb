import ArgumentParser
import Concord

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// What a rank has come to at the end of a training.
struct RankEnding: Codable {
  let parametersSHA256: String
  let devices: [RunReport.SharingDevice]

  init(_ parametersSHA256: String, _ devices: [RunReport.SharingDevice]) {
    (self.parametersSHA256, self.devices) = (parametersSHA256, devices)
  }

  /// The devices of all ranks, on the leader; this rank's elsewhere.
  ///
  /// - Throws: Where a rank has come to other parameters.
  func gathered(_ ranks: RankGroup) throws -> [RunReport.SharingDevice] {
    guard let texts = try ranks.gather(ReportEncoder.encode(self)) else { return devices }
    let all = try texts.map { try JSONDecoder().decode(RankEnding.self, from: Data($0.utf8)) }
    if let rank = all.firstIndex(where: { $0.parametersSHA256 != parametersSHA256 }) {
      throw CommandError(
        "rank \(rank) (\(ranks.places[rank])) has come to the parameters \(all[rank].parametersSHA256), and rank 0 to "
          + "\(parametersSHA256): memory, a device or the transport is not sound; see concord conformance")
    }
    return all.flatMap(\.devices)
  }

  /// Runs a training that ranks share. However it ends here, it ends everywhere.
  static func keep(_ ranks: RankGroup, _ body: () async throws -> Void) async throws {
    do {
      try await body()
      try ranks.leave()
    } catch let code as ExitCode {
      // All have stopped at the same step.
      try ranks.leave()
      throw code
    } catch is RankGroup.ToldByLeader {
      // Which ends the others meanwhile.
      try? ranks.leave()
      throw ExitCode.failure
    } catch {
      let (line, status) = ErrorLine.of(error) ?? ("Error: \(error)", ExitCode.failure.rawValue)
      var progress = Progress(prefix: "rank \(ranks.rank): ")
      progress.line(line)
      // The transport may end this process with the others.
      OrderlyEnd.expect()
      ranks.abort(line)
      throw ExitCode(status)
    }
  }
}
