import ConcordKit

/// What a user can choose when a device is opened. Options with other names are ignored.
struct OpenOptions {
  /// `allow-non-conforming`: open a device that does not compute the contract's bits, and label it.
  var allowNonConforming: Bool
  /// `software-division`: use Concord's own division and square root, also where the device's are correctly rounded.
  var softwareDivision: Bool
  /// `software-fma`: compute `fma` in integers, also where the device's own is right.
  var softwareFMA: Bool
  /// `local-memory`: use the matrix products and convolutions for devices with fast local memory (`true`) or those for processors
  /// (`false`); nil: what suits the kind of device.
  var localMemory: Bool?
  /// `vector-width`: choose kernels for registers of so many floats, 1, 4, 8 or 16, whatever the device says of itself. They compile
  /// everywhere, and give the same bits; so a processor's kernels can be tested on another one. Nil: as the device says.
  var vectorWidth: Int?
  /// `pretend`: plan for another device, by the name of its table, and refuse what it would refuse.
  var pretend: PretendedDevice?
  /// `launch-limit`: cut what could take longer than so many milliseconds into several launches; 0: nothing. Kept in seconds. Nil: 100 where a
  /// display or a watchdog may wait for a launch.
  var launchLimit: Double?
  /// `platform`: where several platforms have the device, the one with this in its name; nil: the first through which it opens.
  var platform: String?
  /// `tune`: find the fastest tiles for each program whose workspace is asked for (``Tuner``), and keep them.
  var tune: Bool
  /// `shared-memory=false`: reach the device's memory by transfers, also where the host could by itself.
  var sharedMemory: Bool
  /// `transfer-queue`: large writes have a queue of their own (`true`), or are in line with all else (`false`); nil: on GPUs with memory of
  /// their own.
  var transferQueue: Bool?
  /// `compile-in-processes`: let other processes compile too where the driver compiles one kernel at a time
  /// (``SharedCompiling``).
  var compilesInProcesses: Bool

  /// Floats in a register for which there are kernels of their own.
  static let vectorWidths = [1, 4, 8, 16]

  /// Milliseconds.
  static let longestLaunch = 1e6

  /// - Throws: `invalidArgument` where a number is none of those that are possible.
  init(_ options: [String: String]) throws(BackendError) {
    allowNonConforming = options["allow-non-conforming"] == "true"
    softwareDivision = options["software-division"] == "true"
    softwareFMA = options["software-fma"] == "true"
    tune = options["tune"] == "true"
    localMemory = options["local-memory"].map { $0 == "true" }
    sharedMemory = options["shared-memory"] != "false"
    platform = options["platform"]
    transferQueue = options["transfer-queue"].map { $0 == "true" }
    compilesInProcesses = options["compile-in-processes"] == "true"
    if let name = options["pretend"] {
      guard let device = PretendedDevice.named(name) else {
        throw BackendError(
          .invalidArgument,
          "the option pretend must be \(PretendedDevice.all.map(\.name).joined(separator: ", ")), but is '\(name.printable(limit: 100))'"
        )
      }
      pretend = device
    }
    if let text = options["launch-limit"] {
      guard let milliseconds = Double(text), (0...Self.longestLaunch).contains(milliseconds) else {
        throw BackendError(
          .invalidArgument,
          "the option launch-limit must be milliseconds from 0 to 1,000,000, but is '\(text.printable(limit: 100))'"
        )
      }
      launchLimit = milliseconds / 1000
    }
    if let text = options["vector-width"] {
      guard let width = Int(text), Self.vectorWidths.contains(width) else {
        throw BackendError(
          .invalidArgument,
          "the option vector-width must be \(Self.vectorWidths.map(String.init).joined(separator: ", ")), but is '\(text)'")
      }
      vectorWidth = width
    }
  }
}
