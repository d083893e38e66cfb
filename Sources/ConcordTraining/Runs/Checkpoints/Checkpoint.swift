import ConcordData
import ConcordFiles

/// All that a training needs to go on as if it had never stopped: random numbers are counters, and the order of samples is a function
/// of seed and epoch, so beside tensors a few numbers are enough.
public struct Checkpoint: Sendable {
  /// Steps that were made.
  public var step: Int
  /// What all random numbers follow from.
  public var seed: UInt64
  /// Decides with the step where in the data the training is.
  public var batchSize: Int
  /// How many shards a batch is cut into at most.
  public var shards = 1
  /// Of the data set, in the order of the labels.
  public var classNames: [String]
  /// Of images; nil for other samples.
  public var normalization: Normalization?
  /// How images were made of pictures.
  public var reading = ImageReading.asStored
  /// Of the decoded data.
  public var dataSHA256: String
  /// Of the model's description.
  public var modelSHA256: String
  /// As the command names it.
  public var optimizer: String
  /// How far the training is.
  public var progress: Progress
  /// Parameters and state under the names of PyTorch's `state_dict`.
  public var tensors: [Safetensors.Tensor]
  /// What the optimizer keeps: `fc1.weight.exp_avg`.
  public var optimizerTensors: [Safetensors.Tensor]

  /// What is told of the training, and decides nothing in it.
  public struct Progress: Sendable, Equatable {
    /// The sum of the losses of the samples of the epoch that is under way, and what their mean divides it by.
    public var epochLoss = 0.0
    /// The samples that the epoch's mean loss is of so far.
    public var epochWeight = 0.0
    /// The losses so far.
    public var losses = LossCurve()

    /// Before the first step.
    public init() {}
  }

  /// What names of tensors that are not the model's begin with.
  static let optimizerPrefix = "optimizer."
  static let lossesName = "training.losses"

  /// Whether a tensor of a checkpoint is none of the model's.
  static func isOwn(_ name: String) -> Bool { name.hasPrefix(optimizerPrefix) || name == lossesName }
}
