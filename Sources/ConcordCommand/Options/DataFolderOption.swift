import ArgumentParser
import Concord

/// Where the files of data sets are.
struct DataFolderOption: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "The folder of the data sets' files. Default: $CONCORD_DATA_DIR, else the cache, filled by download.", valueName: "folder"
    ),
    transform: PathText.parse)
  var dataDir: String?

  func folder(_ settings: Settings) -> String? {
    Precedence.text(flag: dataDir, variable: "CONCORD_DATA_DIR", config: settings.dataDir)
  }
}
