/// A device that can run Concord's kernels, not yet opened.
struct FoundDevice {
  var device: DeviceID
  var traits: DeviceTraits
}
