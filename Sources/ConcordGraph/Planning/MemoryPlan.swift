/// How activations share memory. The plan changes bytes and time, never results.
public enum MemoryPlan: String, Sendable, CaseIterable {
  /// Every tensor has a place of its own: the textbook sum.
  case retain
}
