import ConcordKit
import ConcordNN

/// The time of a whole training step, as ``RandomSteps/step()`` makes it, one after the other.
public struct StepBenchmark: Codable, Sendable {
  /// Samples of a step.
  public var batchSize: Int
  /// The time of a step.
  public var milliseconds: Timing
  /// How long the kernels of a step are at work, all together; nil where the backend cannot tell.
  public var kernelMilliseconds: Double?

  /// What the device chose by trying, in words.
  public var choices: [String]

  /// What of a step's time no kernel was at work: transfers, launches, waiting. Nil where the backend cannot tell.
  public var hostShare: Double? {
    kernelMilliseconds.map { milliseconds.median > 0 ? max(0, 1 - $0 / milliseconds.median) : 0 }
  }

  /// Steps on random images, one at a time; then a few with the kernels' times, which are no part of the others.
  ///
  /// - Parameters:
  ///   - model: What is trained.
  ///   - batchSize: Samples of a step.
  ///   - optimizer: What changes the parameters.
  ///   - device: Where it runs.
  ///   - seconds: How long to measure, at least.
  public static func measure(
    _ model: Model, batchSize: Int, optimizer: any Optimizer, on device: any Device, seconds: Double = 1
  ) throws -> StepBenchmark {
    let steps = try RandomSteps(model, batchSize: batchSize, optimizer: optimizer, on: device)
    let timing = try Timing(seconds: seconds) { try steps.step() }
    return StepBenchmark(
      batchSize: batchSize, milliseconds: timing, kernelMilliseconds: try kernelMilliseconds(steps),
      choices: steps.session.planned.choices.map(\.text))
  }

  /// The median of five steps.
  private static func kernelMilliseconds(_ steps: RandomSteps) throws -> Double? {
    do {
      let sums = try (0..<5).map { _ in try steps.profile().reduce(0) { $0 + $1.milliseconds } }
      return Timing(milliseconds: sums).median
    } catch let error as BackendError where error.code == .unsupported {
      return nil
    }
  }
}
