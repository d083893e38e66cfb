import ArgumentParser
import Concord

/// Trainings that try something out on few images.
struct TrialOptions: ParsableArguments {
  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("At most so many steps of each epoch: a whole training in short.", valueName: "n"),
    transform: Limits.epochCounts.parse)
  var limitSteps: Int?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Train on the first epoch's first so many batches again and again, and look at these in place of the test images: a model that can learn gets them right.",
      valueName: "n"),
    transform: Limits.epochCounts.parse)
  var overfit: Int?

  func limitSteps(_ settings: Settings) throws -> Int? {
    guard let limit = limitSteps ?? settings.limitSteps else { return nil }
    try Limits.epochCounts.check(limit, "limit-steps")
    return limit
  }

  func overfit(_ settings: Settings) throws -> Int? {
    guard let batches = overfit ?? settings.overfit else { return nil }
    try Limits.epochCounts.check(batches, "overfit")
    return batches
  }

  func entries(_ settings: Settings) throws -> [(String, RunConfiguration.Value?)] {
    [
      ("limit-steps", try limitSteps(settings).map { .whole($0) }), ("overfit", try overfit(settings).map { .whole($0) }),
    ]
  }
}
