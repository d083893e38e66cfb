/// All that ranks begin with alike: what the leader's session holds, and where its training is.
struct RankState {
  let kept: KeptTensors
  let step: Int
  let progress: Checkpoint.Progress

  init(_ kept: KeptTensors, step: Int, _ progress: Checkpoint.Progress) {
    (self.kept, self.step, self.progress) = (kept, step, progress)
  }

  var message: ByteMessage {
    var message = ByteMessage()
    message.append(step)
    message.append(progress.epochLoss)
    message.append(progress.epochWeight)
    message.append(progress.losses.stride)
    message.append(progress.losses.stepCount)
    message.append(progress.losses.values.count)
    message.append(progress.losses.values)
    for tensor in kept.parameters + kept.state + kept.optimizer { message.append(tensor.values) }
    return message
  }

  /// - Parameter own: Of this rank's session, whose names and shapes all ranks have.
  init(_ reader: inout ByteMessage.Reader, like own: RankState) throws {
    step = try reader.count()
    var progress = Checkpoint.Progress()
    (progress.epochLoss, progress.epochWeight) = (try reader.number(), try reader.number())
    let (stride, stepCount) = (try reader.count(), try reader.count())
    let losses = try reader.floats(reader.count())
    guard let curve = LossCurve(losses, stride: stride, stepCount: stepCount) else { throw reader.unreadable }
    progress.losses = curve
    self.progress = progress
    func read(_ tensors: [Safetensors.Tensor]) throws -> [Safetensors.Tensor] {
      try tensors.map { Safetensors.Tensor(name: $0.name, shape: $0.shape, values: try reader.floats($0.words.count)) }
    }
    kept = KeptTensors(
      parameters: try read(own.kept.parameters), state: try read(own.kept.state), optimizer: try read(own.kept.optimizer))
    try reader.end()
  }
}
