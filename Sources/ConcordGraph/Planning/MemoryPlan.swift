/// How activations share memory. The plan changes bytes and time, never results. `docs/memory.md` has the algorithms.
public enum MemoryPlan: String, Sendable, CaseIterable {
  /// Every tensor has a place of its own: the textbook sum.
  case retain
  /// Activations that do not live at the same time share places.
  case reuse
  /// As `reuse`, and most activations are computed again in the backward pass instead of living until then.
  case checkpoint
}
