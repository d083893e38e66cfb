/// Bounds on numbers that a user gives, far above what any device serves, so that no product of them overflows.
enum Limits {
  static let batchSize = 1 << 24
  static let epochs = 1 << 24
  static let warmupSteps = 1 << 48
}
