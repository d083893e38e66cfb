/// What targets count in the mean over a batch, whose weight is the sum over its samples. The mean is the sum of the samples' losses divided
/// by that.
public enum TargetWeight: Sendable {
  /// Each sample counts so much, whatever its target.
  case each(Double)
  /// The weight of several samples, from the bytes of their targets.
  case ofTargets(@Sendable (UnsafeRawBufferPointer) -> Double)
}
