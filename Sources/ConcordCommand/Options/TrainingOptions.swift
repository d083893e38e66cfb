import ArgumentParser
import Concord

/// What is trained and on what device, as far as it is not how the learning rate goes or how long the training is.
struct TrainingOptions: ParsableArguments {
  @OptionGroup var choice: ModelOptions
  @OptionGroup var optimizerOptions: OptimizerOptions
  @OptionGroup var data: DataFolderOption
  @OptionGroup var imageMemoryOption: ImageMemoryOption
  @OptionGroup var changes: AugmentationOptions
  @OptionGroup var normalization: NormalizationOptions

  @Option(
    help: ArgumentHelp(
      "reference, opencl, opencl:N, opencl:text, or a path to a plugin; several with commas between them, or all for those of OpenCL, share each batch. Default: $CONCORD_BACKEND, else opencl where it conforms.",
      valueName: "backend"),
    transform: BackendChoice.parse)
  var backend: String?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Images in a batch. Default: 64, or all training images where there are fewer.", valueName: "n"),
    transform: Limits.batches.parse)
  var batchSize: Int?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Images on the device at a time, or auto: as many as fit. Changes memory; of the results no bit, except with batch normalisation. Default: the batch.",
      valueName: "n"),
    transform: MicroBatchChoice.init(parsing:))
  var microBatch: MicroBatchChoice?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Parts of a batch whose sums are added in a fixed tree, so that devices can share them. Each number has bits of its own. Default: 1.",
      valueName: "n"),
    transform: Limits.batches.parse)
  var shards: Int?

  @Option(
    help: ArgumentHelp(
      "How several devices share a batch's shards: auto, equal, or 3:1. Changes no bit. Default: auto, by measured speed.",
      valueName: "parts"),
    transform: BalanceChoice.parse)
  var balance: String?

  @OptionGroup var memoryLimitOption: MemoryLimitOption

  @Option(
    help: ArgumentHelp("Which loss: \(NamedChoice.loss.list). Default: cross-entropy.", valueName: "name"),
    transform: NamedChoice.loss.parse)
  var loss: String?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "How much of cross-entropy's target is spread over all classes, 0 to 1. Default: 0.", valueName: "share"),
    transform: RealNumbers.share.parse)
  var labelSmoothing: Double?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Of the initial parameters and the order of samples. Default: 1.", valueName: "n"),
    transform: Limits.seeds.parse)
  var seed: UInt64?

  @OptionGroup var planOptions: PlanOptions

  @Flag(help: "Take the samples in the data set's order.")
  var noShuffle = false

  @Option(
    name: .customLong("init"), help: ArgumentHelp("Start from the parameters of a safetensors file.", valueName: "file"),
    transform: PathText.parse)
  var initialParameters: String?

  @Option(
    help: ArgumentHelp(
      "Parameters that --init leaves as they are without it, and tensors of its file that nothing takes: fc.*, several with commas.",
      valueName: "patterns"))
  var initSkip: String?

  @Option(
    help: ArgumentHelp(
      "What names in the file of --init begin with, and what instead: module.=>, several with commas.",
      valueName: "from=>to"))
  var rename: String?
}
