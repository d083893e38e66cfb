/// What an operation applies to each element of its result, after the bias.
public enum Epilogue: String, Sendable, CaseIterable {
  case identity
  case relu
}
