/// The parts of a step.
public enum Pass: String, Sendable, Hashable, CaseIterable {
  case forward
  case loss
  /// Forward operations once more, for what the backward pass needs and nothing kept.
  case recomputation
  case backward
  case update
}
