import ConcordRuns

/// All that a session keeps from step to step, read from the device.
struct KeptTensors {
  let parameters: [Safetensors.Tensor]
  let state: [Safetensors.Tensor]
  /// What the optimizer keeps, by `fc1.weight.exp_avg`.
  let optimizer: [Safetensors.Tensor]

  /// The first of the model's that is not finite.
  var firstNonFinite: String? { (parameters + state).first { !$0.words.allSatisfy { Float(bitPattern: $0).isFinite } }?.name }

  /// What anybody who makes the same steps must arrive at.
  func hashes(step: Int) -> HashRow {
    func hash(_ tensors: [Safetensors.Tensor]) -> String? {
      tensors.isEmpty ? nil : ParameterHash.hex(tensors) { $0.values }
    }
    return HashRow(
      step: step, parameters: ParameterHash.hex(parameters) { $0.values }, state: hash(state), optimizer: hash(optimizer))
  }
}
