import ConcordFiles
import ConcordRuns

/// What a run's folder says of it, whether it is done, under way, or was ended before its time.
package struct RunOverview: Sendable {
  package let path: String
  package let configuration: RunConfiguration.Read
  /// Nil where the run ended before it was written.
  package let data: RunData?
  package let rows: [MetricsRow]
  package let hashes: [HashRow]
  /// Steps of which there are checkpoints.
  package let checkpoints: [Int]
  /// Whether all its steps were made.
  package let isDone: Bool

  /// - Throws: Where it is no run, or where what it wrote was changed.
  package init(contentsOf folder: String) throws(FileError) {
    path = ReservedFolder.trimmed(folder)
    do throws(FileError) {
      configuration = try RunConfiguration.read(RunFolder.configuration(path))
    } catch {
      throw FileError(error.path, "\(error.problem); name a folder that `concord train --run` made")
    }
    data = try Self.isThere(RunFolder.data(path)) ? RunData(contentsOf: RunFolder.data(path)) : nil
    rows = try MetricsLog.read(path)
    hashes = try HashLog.read(path)
    checkpoints = try CheckpointFolder(of: path).steps()
    isDone = Self.isThere(RunFolder.report(path))
  }

  /// The runs in a folder, and the folder where it is one, by their names.
  package static func runs(in folder: String) throws(FileError) -> [String] {
    let folder = ReservedFolder.trimmed(folder)
    let names = try Folder.names(folder).sorted().map { folder == "." ? $0 : folder + "/" + $0 }
    return ([folder] + names).filter { isThere(RunFolder.configuration($0)) }
  }

  private static func isThere(_ path: String) -> Bool { (try? FileStatus(path)) != nil }

  /// The rows of its epochs, without that of the test images at the end of a run that has validation images.
  package var epochs: [MetricsRow] { rows.filter { $0.trainLoss != nil } }

  /// Its folder's name.
  package var name: String { path.split(separator: "/").last.map(String.init) ?? path }
  /// Steps that were made and kept.
  package var step: Int { hashes.last?.step ?? 0 }
  package var trainLoss: Float? { rows.last { $0.trainLoss != nil }?.trainLoss }
  package var testLoss: Float? { rows.last { $0.testLoss != nil }?.testLoss }
  package var testAccuracy: Double? { rows.last { $0.testAccuracy != nil }?.testAccuracy }
  /// The best of its epochs.
  package var validationAccuracy: Double? { rows.compactMap(\.validationAccuracy).max() }
  /// Of all epochs, evaluations included.
  package var seconds: Double { rows.reduce(0) { $0 + ($1.seconds ?? 0) } }

  /// What stands under a flag's name in `config.json`.
  package func setting(_ name: String) -> String { configuration.texts[name] ?? "" }

  /// How its bits and those of another run compare, by the hashes of the steps that both recorded.
  package func bits(_ other: RunOverview) -> Bits {
    let theirs = Dictionary(other.hashes.map { ($0.step, $0) }, uniquingKeysWith: { first, _ in first })
    let common = hashes.compactMap { row in theirs[row.step].map { (row.step, row == $0) } }
    let differing = common.first { !$0.1 }?.0
    return Bits(steps: common.count, same: common.last { step, _ in step < differing ?? .max }?.0, differing: differing)
  }

  package struct Bits: Sendable, Equatable, Encodable {
    /// Steps that both recorded.
    package let steps: Int
    /// The last step up to which all are the same; nil where there is none.
    package let same: Int?
    /// The first that differs.
    package let differing: Int?

    package var text: String {
      if steps == 0 { return "no step was recorded by both" }
      let agreed = same.map { "the same bits up to step \($0)" }
      guard let differing else { return (agreed ?? "") + ", in every step that both recorded" }
      return (agreed.map { $0 + ", " } ?? "") + "other bits from step \(differing) on"
    }
  }
}
