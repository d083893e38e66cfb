import ConcordFiles
import ConcordKit

/// A device that can run Concord's kernels, not yet opened.
struct FoundDevice {
  var device: DeviceID
  var platform: PlatformID
  var traits: DeviceTraits
  /// The same hardware through other platforms, in the loader's order.
  var alternatives: [FoundDevice] = []

  /// Each way to the device, the preferred first.
  var ways: [FoundDevice] { [self] + alternatives }

  /// Those whose platform's name has `text` in it, in any case.
  ///
  /// - Throws: `notFound`, with the names that there are.
  func ways(through text: String) throws(BackendError) -> [FoundDevice] {
    let found = ways.filter { $0.traits.info.platform.lowercased().contains(text.lowercased()) }
    guard !found.isEmpty else {
      throw BackendError(
        .notFound,
        "no platform of \(traits.info.name) is called '\(text.printable(limit: 100))'; it is there through "
          + ways.map(\.traits.info.platform).joined(separator: ", "))
    }
    return found
  }
}
