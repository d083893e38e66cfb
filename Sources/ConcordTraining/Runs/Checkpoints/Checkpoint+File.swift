import ConcordData
import ConcordFiles

extension Checkpoint {
  /// The number of the format: another where what is read is no longer what it was.
  private static let format = "1"

  /// The metadata's key that only checkpoints have.
  static let formatKey = Key.format.rawValue

  private enum Key: String {
    case format = "concord.checkpoint"
    case step = "concord.step"
    case seed = "concord.seed"
    case batchSize = "concord.batch_size"
    case shards = "concord.shards"
    case normalization = "concord.normalization"
    case reading = "concord.images"
    case data = "concord.data_sha256"
    case model = "concord.model_sha256"
    case optimizer = "concord.optimizer"
    case epochLoss = "concord.epoch_loss"
    case epochWeight = "concord.epoch_weight"
    case lossStride = "concord.loss_stride"
  }

  /// Bytes that its file takes at most.
  public var byteCount: Int {
    let all = tensors + optimizerTensors
    return all.reduce(1 << 14) { $0 + 4 * $1.words.count + $1.name.utf8.count + 256 } + 4 * progress.losses.values.count
      + classNames.reduce(0) { $0 + 2 * $1.utf8.count + 16 }
  }

  /// One safetensors file: whole or not at all, and on the disk when this returns.
  public func write(to output: FileOutput) throws {
    var metadata = ClassNames.metadata(classNames)
    func set(_ key: Key, _ text: String) { metadata[key.rawValue] = text }
    set(.format, Self.format)
    set(.step, "\(step)")
    set(.seed, "\(seed)")
    set(.batchSize, "\(batchSize)")
    if shards > 1 { set(.shards, "\(shards)") }
    if let normalization { set(.normalization, try ReportEncoder.encode(normalization)) }
    if reading != .asStored { set(.reading, try ReportEncoder.encode(reading)) }
    set(.data, dataSHA256)
    set(.model, modelSHA256)
    set(.optimizer, optimizer)
    set(.epochLoss, "\(progress.epochLoss)")
    set(.epochWeight, "\(progress.epochWeight)")
    set(.lossStride, "\(progress.losses.stride)")
    let kept = optimizerTensors.map { tensor in
      var tensor = tensor
      tensor.name = Self.optimizerPrefix + tensor.name
      return tensor
    }
    let values = progress.losses.values
    let losses = Safetensors.Tensor(name: Self.lossesName, shape: [values.count], values: values)
    try Safetensors(tensors + kept + [losses], metadata: metadata).write(to: output)
  }

  /// - Throws: Where it is no safetensors file, or none that this wrote.
  public init(contentsOf path: String) throws(FileError) {
    let file = try Safetensors(contentsOf: path)
    func text(_ key: Key) throws(FileError) -> String {
      guard let text = file.metadata[key.rawValue] else {
        throw FileError(
          path, "is no checkpoint: its metadata lack '\(key.rawValue)'; name one that `concord train --run` wrote")
      }
      return text
    }
    func number<Number: LosslessStringConvertible & Comparable & ExpressibleByIntegerLiteral>(
      _ key: Key, from least: Number
    ) throws(FileError) -> Number {
      let text = try text(key)
      guard let number = Number(text), number >= least else {
        throw FileError(
          path, "'\(key.rawValue)' is '\(text.printable(limit: 60))', which is none; it was changed, take another")
      }
      return number
    }
    let format = try text(.format)
    guard format == Self.format else {
      throw FileError(
        path,
        "is a checkpoint of format \(format.printable(limit: 20)), and this concord reads \(Self.format); use the concord that wrote it"
      )
    }
    step = try number(.step, from: 0)
    seed = try number(.seed, from: 0)
    batchSize = try number(.batchSize, from: 1)
    shards = file.metadata[Key.shards.rawValue] == nil ? 1 : try number(.shards, from: 1)
    guard let names = ClassNames.read(file.metadata) else {
      throw FileError(path, "does not name its classes; it was changed, take another")
    }
    classNames = names
    do throws(JSONError) {
      normalization = try file.metadata[Key.normalization.rawValue].map { constants throws(JSONError) in
        try Normalization(JSONObject.read(Array(constants.utf8), "a normalisation"))
      }
      let images = file.metadata[Key.reading.rawValue]
      reading =
        try images.map { text throws(JSONError) in
          try ImageReading(JSONObject.read(Array(text.utf8), "how images are read"))
        } ?? .asStored
    } catch {
      throw FileError(path, "\(error); it was changed, take another")
    }
    dataSHA256 = try text(.data)
    modelSHA256 = try text(.model)
    optimizer = try text(.optimizer)
    tensors = file.tensors.filter { !Self.isOwn($0.name) }
    optimizerTensors = file.tensors.compactMap { tensor in
      guard tensor.name.hasPrefix(Self.optimizerPrefix) else { return nil }
      var tensor = tensor
      tensor.name.removeFirst(Self.optimizerPrefix.count)
      return tensor
    }
    progress = Progress()
    progress.epochLoss = try number(.epochLoss, from: -.infinity)
    progress.epochWeight = try number(.epochWeight, from: 0)
    let losses = file.tensors.first { $0.name == Self.lossesName }?.values ?? []
    guard let curve = LossCurve(losses, stride: try number(.lossStride, from: 1), stepCount: step) else {
      throw FileError(
        path, "'\(Self.lossesName)' has \(losses.count) numbers, which is not what \(step) steps leave; take another")
    }
    progress.losses = curve
  }
}
