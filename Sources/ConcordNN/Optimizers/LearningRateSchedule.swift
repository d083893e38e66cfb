import ConcordNumerics

/// What the learning rate is multiplied by, step by step. Steps count from 1.
///
/// With a warm-up of W steps the factor of step t ≤ W is t / W; after it the decay begins, as if training began there. Everything
/// is binary64, by `+ − × ÷` alone, so that every host has the same factors.
public struct LearningRateSchedule: Codable, Sendable, Hashable {
  /// What happens after the warm-up.
  public enum Decay: String, Codable, Sendable, CaseIterable {
    /// 1 throughout.
    case constant
    /// γ to the number of whole periods that have passed: `torch.optim.lr_scheduler.StepLR`, in steps.
    case step
    /// ½ (1 + cos(π · passed / length)), 0 from the end of its length on: `CosineAnnealingLR` with `eta_min` 0, in steps.
    case cosine
  }

  /// How the learning rate falls.
  public let decay: Decay
  /// Steps of a period or of the cosine's length; nil for a constant rate.
  public let steps: UInt64?
  /// What each period multiplies by; nil but for a decay by steps.
  public let gamma: Double?
  /// Steps in which it rises to its full value.
  public private(set) var warmupSteps: UInt64 = 0

  private init(_ decay: Decay, steps: UInt64? = nil, gamma: Double? = nil) {
    self.decay = decay
    self.steps = steps
    self.gamma = gamma
  }

  /// The same learning rate at every step.
  public static let constant = LearningRateSchedule(.constant)

  /// - Parameters:
  ///   - period: Steps, at least 1.
  ///   - gamma: What each period multiplies by.
  public static func step(every period: UInt64, gamma: Double = 0.1) -> LearningRateSchedule {
    LearningRateSchedule(.step, steps: max(period, 1), gamma: gamma)
  }

  /// - Parameter length: Steps, at least 1.
  public static func cosine(over length: UInt64) -> LearningRateSchedule {
    LearningRateSchedule(.cosine, steps: max(length, 1))
  }

  /// The same after a linear rise over so many steps.
  public func warmedUp(over steps: UInt64) -> LearningRateSchedule {
    var schedule = self
    schedule.warmupSteps = steps
    return schedule
  }

  /// - Parameter step: Counts from 1.
  public func factor(step: UInt64) -> Double {
    if step <= warmupSteps { return Double(step) / Double(warmupSteps) }
    let passed = step - warmupSteps - 1
    switch decay {
    case .constant: return 1
    case .step: return power(gamma ?? 1, passed / (steps ?? 1))
    case .cosine: return cosineDecay(passed, of: steps ?? 1)
    }
  }
}

extension LearningRateSchedule: CustomStringConvertible {
  public var description: String {
    let start = warmupSteps == 0 ? "" : " after a warm-up of \(warmupSteps) steps"
    switch decay {
    case .constant: return "constant" + start
    case .step: return "× \(gamma ?? 1) every \(steps ?? 1) steps" + start
    case .cosine: return "cosine over \(steps ?? 1) steps" + start
    }
  }
}
