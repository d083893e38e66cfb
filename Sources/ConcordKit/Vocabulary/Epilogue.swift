/// What an operation applies to each element of its result, after the bias.
public enum Epilogue: String, Sendable, CaseIterable {
  /// Nothing.
  case identity
  /// The larger of the value and 0.
  case relu
}
