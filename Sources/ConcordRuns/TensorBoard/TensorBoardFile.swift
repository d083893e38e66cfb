import ConcordFiles

/// A file of events in a run's folder. TensorBoard reads all of a folder in the order of their names, so a run that goes on begins
/// another, whose first events say which of the older ones still hold.
public final class TensorBoardFile {
  private let file: AppendedFile

  /// What names of such files begin with, as TensorBoard looks for it.
  public static let prefix = "events.out.tfevents."

  /// - Parameters:
  ///   - folder: Of the run.
  ///   - time: Seconds since 1970.
  ///   - step: That the run begins or goes on after.
  public init(in folder: String, time: Double, after step: Int) throws(FileError) {
    let files = try Folder.names(folder).filter { $0.hasPrefix(Self.prefix) }.sorted()
    // Later than all that is there, also where the clock was set back.
    let latest = files.last.flatMap { Int($0.dropFirst(Self.prefix.count).prefix { $0.isNumber }) }
    let seconds = max(Int(time), latest.map { $0 + 1 } ?? 0)
    file = try AppendedFile("\(folder)/\(Self.prefix)\(seconds).concord")
    try append(TensorBoardEvent(time: time, step: 0, .fileVersion))
    if latest != nil { try append(TensorBoardEvent(time: time, step: step + 1, .restart)) }
  }

  /// Appends the event as one record.
  public func append(_ event: TensorBoardEvent) throws(FileError) {
    // What is lost when the machine stops are curves, and the metrics hold them too.
    try file.append(event.record, isDurable: false)
  }
}
