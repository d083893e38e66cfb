/// The parts of a step.
public enum Pass: String, Sendable, Hashable, CaseIterable {
  case forward
  case loss
  /// Forward operations once more, for what the backward pass needs and nothing kept.
  case recomputation
  case backward
  /// After the last micro-batch: the uses of each parameter are added, and gradients go on through what depends on no sample.
  case fold
  case update
}
