import ArgumentParser
import Concord

/// Where the files of data sets are.
struct DataFolderOption: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "The folder of the data sets' files. Default: $CONCORD_DATA_DIR, else the cache, filled by download.", valueName: "folder"
    ))
  var dataDir: String?

  func folder(_ settings: Settings) -> String? { dataDir ?? settings.dataDir }
}
