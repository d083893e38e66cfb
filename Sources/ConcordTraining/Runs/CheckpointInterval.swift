/// How often a checkpoint is written: `500steps`, `2epochs`. One is written at the start and at the end besides.
public enum CheckpointInterval: Sendable, Hashable, LosslessStringConvertible {
  /// Every so many steps.
  case steps(Int)
  /// Every so many epochs.
  case epochs(Int)

  /// Nil for anything else than a whole number above 0 with its unit.
  public init?(_ text: String) {
    let digits = text.prefix { $0.isASCII && $0.isNumber }
    guard let count = Int(digits), count > 0 else { return nil }
    switch text.dropFirst(digits.count) {
    case "steps", "step": self = .steps(count)
    case "epochs", "epoch": self = .epochs(count)
    default: return nil
    }
  }

  public var description: String {
    switch self {
    case .steps(let count): "\(count)\(count == 1 ? "step" : "steps")"
    case .epochs(let count): "\(count)\(count == 1 ? "epoch" : "epochs")"
    }
  }

  /// Whether one is due after a step.
  func isDue(step: Int, stepsPerEpoch: Int) -> Bool {
    switch self {
    case .steps(let count): step.isMultiple(of: count)
    case .epochs(let count): step.isMultiple(of: stepsPerEpoch) && (step / stepsPerEpoch).isMultiple(of: count)
    }
  }
}
