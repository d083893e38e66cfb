import ConcordKit

extension TunedChoice {
  /// `matmul of 7, 9, 8 digits: -DROWS=6 -DVECTORS=2, 0.125 ms`
  public var text: String { "\(subject): \(choice), \((seconds * 1e6).rounded() / 1e3) ms" }
}
