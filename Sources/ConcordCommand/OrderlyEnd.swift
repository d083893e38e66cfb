import CProcess
import Concord

/// Whether the process ends because the command is done. A backend's library may call `exit(0)`, which would look like success with
/// no result.
enum OrderlyEnd {
  static func watch() {
    orderly_end_watch {
      let call = PluginLoader.callUnderWay.map { " in the call \($0)" } ?? ""
      var progress = Progress()
      progress.line(
        "Error: the library of a backend ended this process\(call), which it must never do; nothing was kept; "
          + "choose another with --backend")
    }
  }

  /// The command ends by its own decision from here on.
  static func expect() { orderly_end_expected() }
}
