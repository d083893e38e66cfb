import ArgumentParser

/// What every command takes.
struct CommonOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp("A JSON file of settings; its keys are the flags' names. Default: $CONCORD_CONFIG.", valueName: "file"),
    transform: PathText.parse)
  var config: String?

  @Flag(help: "Print one JSON object instead of text.")
  var json = false

  @Flag(name: .shortAndLong, help: "Print what backends log.")
  var verbose = false
}
