/// Bounds on numbers that a user gives, far above what any device serves, so that no product of them overflows.
enum Limits {
  static let batchSize = 1 << 24
  static let epochs = 1 << 24
  static let warmupSteps = 1 << 48

  /// The same as the values of flags.
  static let batches = WholeNumbers(1...batchSize)
  static let epochCounts = WholeNumbers(1...epochs)
  static let warmups = WholeNumbers(0...warmupSteps)
  static let steps = WholeNumbers(1...Int.max)
  static let seeds = WholeNumbers(0...UInt64.max)
  static let widths = WholeNumbers(1...1 << 24)
  static let kept = WholeNumbers(1...1 << 20)
  static let rankSeconds = WholeNumbers(1...1 << 24)
  static let paddings = WholeNumbers(0...1 << 20)
}
