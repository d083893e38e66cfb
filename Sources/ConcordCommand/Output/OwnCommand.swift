import ConcordFiles

/// The command that runs now, changed: what is printed for its user to run next.
///
/// The words stay the user's own, but for what is changed. So whatever else was asked for, by flags, by the config file or by the
/// environment, holds for the next command as well.
enum OwnCommand {
  /// - Parameters:
  ///   - verb: Another subcommand instead of the one that runs.
  ///   - options: New values; what the words said of these is left out.
  ///   - without: Options that the other subcommand does not have.
  ///   - flags: The same, of those without a value.
  static func changed(
    to verb: String? = nil, _ options: [(flag: String, value: String)], without: [String] = [], flags: [String] = [],
    words: [String] = Array(CommandLine.arguments.dropFirst())
  ) -> String {
    ShellText.command(["concord"] + self.words(changedTo: verb, options, without: without, flags: flags, words: words))
  }

  /// The same as words, for a process that the command starts.
  static func words(
    changedTo verb: String? = nil, _ options: [(flag: String, value: String)], without: [String] = [], flags: [String] = [],
    words: [String] = Array(CommandLine.arguments.dropFirst())
  ) -> [String] {
    let replaced = options.map(\.flag) + without
    var result = words.prefix(1).map { verb ?? $0 }
    var skips = false
    for word in words.dropFirst() {
      if skips {
        skips = false
      } else if replaced.contains(word) {
        skips = true
      } else if !flags.contains(word), !replaced.contains(where: { word.hasPrefix($0 + "=") }) {
        result.append(word)
      }
    }
    return result + options.flatMap { [$0.flag, $0.value] }
  }
}
