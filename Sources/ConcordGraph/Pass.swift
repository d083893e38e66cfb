/// The parts of a step.
public enum Pass: String, Sendable, Hashable, CaseIterable {
  /// From the inputs to the outputs.
  case forward
  /// From the outputs to the loss.
  case loss
  /// Forward operations once more, for what the backward pass needs and nothing kept.
  case recomputation
  /// From the loss to the gradients.
  case backward
  /// After the last micro-batch: the uses of each parameter are added, and gradients go on through what depends on no sample.
  case fold
  /// From the gradients to new parameters.
  case update
}
