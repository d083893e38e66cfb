import Concord

#if canImport(Glibc)
  @preconcurrency import Glibc
#elseif canImport(Darwin)
  @preconcurrency import Darwin
#endif

/// What a training says on the way: a bar over the steps of an epoch, and a line for each epoch that stays.
///
/// The lines are results: where standard output is a file or a pipe they go there. A person at a terminal sees them beside the bar.
struct TrainingStory {
  private let part: String
  private let isQuiet: Bool
  private let printsEpochs: Bool
  private var bar: StepProgress

  /// - Parameter json: Whether standard output is one JSON object.
  init(_ trainer: Trainer, quiet: Bool, json: Bool) {
    part = trainer.dataset.validation == nil ? "test" : "validation"
    isQuiet = quiet
    printsEpochs = !json && !Terminal.isTerminal(STDOUT_FILENO)
    bar = StepProgress(trainer)
  }

  mutating func show(_ event: Trainer.Event, _ progress: inout Progress) {
    guard !isQuiet else { return }
    switch event {
    case .step(let number, _, let loss, let milliseconds):
      bar.add(step: number, loss: loss, milliseconds: milliseconds)
      progress.update(bar.line)
    case .epoch(let number, let total, let loss, let accuracy, let seconds):
      let line =
        "epoch \(number)/\(total)  loss \(Format.decimal(Double(loss), 4))  \(part) accuracy \(Format.percent(accuracy))  "
        + "\(Format.decimal(seconds, 2)) s"
      guard printsEpochs else { return progress.line(line) }
      print(line)
      // Whoever reads along sees it now.
      fflush(stdout)
    }
  }
}
