import ConcordNumerics

/// The random words of one change of one image: those of the Philox blocks n, n + 2³², n + 2·2³² … of the augmentation stream whose
/// index is the change's place in the order; n is the image's index in the data set, and the epoch is the step.
struct ChangeDraws {
  private let philox: Philox
  private let (sample, epoch): (UInt64, UInt32)
  private let stream: RandomStream

  init(_ change: PictureChange, sample: Int, epoch: Int, seed: UInt64) {
    philox = Philox(seed: seed)
    (self.sample, self.epoch) = (UInt64(sample), UInt32(epoch))
    stream = RandomStream(.augmentation, index: change.order)
  }

  func words(_ block: Int) -> SIMD4<UInt32> {
    philox.block(sample | UInt64(block) &<< 32, step: epoch, stream: stream)
  }

  /// A word as a number from 0 to below 1, exact in binary64.
  static func unit(_ word: UInt32) -> Double { Double(word) / 4_294_967_296 }

  /// A word as one of 0 … bound − 1.
  static func place(_ word: UInt32, below bound: Int) -> Int { Int((UInt64(word) &* UInt64(bound)) &>> 32) }
}
