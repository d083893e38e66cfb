/// The run scalars that place random numbers: names of ``TrainingGraph``'s scalars of type u32.
public enum RandomScalars {
  /// The lower 32 bits of the seed.
  public static let seedLow = "seed_low"
  /// The upper 32 bits of the seed.
  public static let seedHigh = "seed_high"
  /// The number of the step.
  public static let step = "step"
  /// The place of a micro-batch's first sample in its batch.
  public static let firstSample = "first_sample"

  /// In the order in which operations take them.
  static let all = [seedLow, seedHigh, step, firstSample]

  /// The values for a micro-batch.
  ///
  /// - Parameters:
  ///   - seed: What all random numbers follow from.
  ///   - step: Counts from 1 over the whole run; its low 32 bits count.
  ///   - firstSample: The index of the micro-batch's first sample in the batch.
  public static func values(seed: UInt64, step: UInt64, firstSample: Int) -> [String: UInt32] {
    [
      seedLow: UInt32(truncatingIfNeeded: seed), seedHigh: UInt32(truncatingIfNeeded: seed >> 32),
      Self.step: UInt32(truncatingIfNeeded: step), Self.firstSample: UInt32(truncatingIfNeeded: firstSample),
    ]
  }
}
