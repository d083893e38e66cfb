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
  /// `tune`: find the fastest tiles for each program whose workspace is asked for (``Tuner``), and keep them.
  var tune: Bool
  /// `shared-memory=false`: reach the device's memory by transfers, also where the host could by itself.
  var sharedMemory: Bool
  /// `keep-at-close`: keep what was compiled when the device closes, not before its first use. Only for the one device of a process
  /// (``KernelLibrary/keep()``).
  var keepsAtClose: Bool

  init(_ options: [String: String]) {
    allowNonConforming = options["allow-non-conforming"] == "true"
    softwareDivision = options["software-division"] == "true"
    softwareFMA = options["software-fma"] == "true"
    tune = options["tune"] == "true"
    localMemory = options["local-memory"].map { $0 == "true" }
    sharedMemory = options["shared-memory"] != "false"
    keepsAtClose = options["keep-at-close"] == "true"
  }
}
