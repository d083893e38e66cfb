import Concord
import ConcordFiles
import Logging

/// The log of the command and of the plugins: on standard error, warnings and worse unless the user asks for more.
enum Log {
  static func start(verbose: Bool) {
    LoggingSystem.bootstrap(StreamLogHandler.standardError)
    let logger = Logger(label: "concord")
    PluginHost.setLogHandler { level, message in
      var logger = logger
      logger.logLevel = verbose ? .debug : .warning
      let message = message.printable()
      switch level {
      case .debug: logger.debug("\(message)")
      // How far long work is.
      case .info where !verbose:
        var progress = Progress()
        progress.update(message)
      case .info: logger.info("\(message)")
      case .warning: logger.warning("\(message)")
      case .error: logger.error("\(message)")
      }
    }
  }
}
