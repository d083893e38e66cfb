import ArgumentParser
import Concord

/// What is done about numbers that are not finite.
struct NumericsOptions: ParsableArguments {
  static let names = ["stop", "continue"]

  @Option(
    help: ArgumentHelp(
      "After a loss that is not finite: \(names.joined(separator: ", ")) as long as every parameter is finite. Default: stop.",
      valueName: "what"),
    transform: NamedChoice.onNaN.parse)
  var onNan: String?

  @Flag(
    help:
      "Look at the loss and at all parameters after each step, and name the first operation that made a number that is not finite. Slower."
  )
  var checkNumerics = false

  func resolve(_ settings: Settings) throws -> Trainer.Numerics {
    let name = onNan ?? settings.onNaN ?? "stop"
    guard Self.names.contains(name) else { throw CommandError("--on-nan: there are: \(NamedChoice.onNaN.list)") }
    let checks = checkNumerics || settings.checkNumerics ?? false
    guard !checks || name == "stop" else {
      throw CommandError("--check-numerics: it ends where a number is not finite; leave it out, or --on-nan continue")
    }
    return Trainer.Numerics(goesOn: name == "continue", namesOperations: checks)
  }

  func entries(_ settings: Settings) -> [(String, RunConfiguration.Value?)] {
    [
      ("on-nan", (onNan ?? settings.onNaN).map { .text($0) }),
      ("check-numerics", checkNumerics || settings.checkNumerics ?? false ? .flag(true) : nil),
    ]
  }
}
