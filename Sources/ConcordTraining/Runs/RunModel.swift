import ConcordFiles
import ConcordKit
import ConcordMemory
import ConcordNN

/// A run's model and one of its checkpoints, from its folder alone: also while the run is under way, or was ended before its time.
public struct RunModel: Sendable {
  /// The run's folder.
  public let folder: String
  /// What it was trained on.
  public let data: RunData
  /// The model, without parameters.
  public let model: Model
  /// The parameters.
  public let checkpoint: Checkpoint
  /// Where the checkpoint was read from.
  public let path: String

  /// - Parameters:
  ///   - folder: Of the run.
  ///   - name: `last`, `best` or a step; the best where nil and one was chosen, else the last.
  public init(contentsOf folder: String, checkpoint name: String? = nil) throws(FileError) {
    let folder = ReservedFolder.trimmed(folder)
    self.folder = folder
    do throws(FileError) {
      data = try RunData(contentsOf: RunFolder.data(folder))
    } catch {
      throw FileError(error.path, "\(error.problem); name a folder that `concord train --run` made")
    }
    model = try Model(contentsOf: RunFolder.model(folder), inputShape: data.inputShape, classCount: data.classes.count)
    let checkpoints = CheckpointFolder(of: folder)
    let best = try? checkpoints.file(CheckpointFolder.best)
    path =
      if let name { try checkpoints.file(name) } else if let best { best } else { try checkpoints.file(CheckpointFolder.last) }
    checkpoint = try Checkpoint(contentsOf: path)
  }

  /// The model with the checkpoint's parameters on a device, ready to be asked.
  ///
  /// - Parameters:
  ///   - device: Where it is to run.
  ///   - size: Samples on the device at a time.
  public func inference(on device: any Device, size: Int) throws -> InferenceSession {
    let session = try InferenceSession(PlannedInference(model, size: size, plan: .reuse, on: device))
    try session.load(Safetensors(checkpoint.tensors), path)
    return session
  }

  /// Gives a session of the same model the checkpoint's parameters, and what its layers keep.
  public func write(to session: TrainingSession) throws {
    try session.load(Safetensors(checkpoint.tensors, metadata: [:]), path)
  }
}
