import COpenCL
import ConcordKit

/// A device that can run Concord's kernels, not yet opened.
struct FoundDevice {
  var device: DeviceID
  var traits: DeviceTraits

  /// The devices of all platforms, in the loader's order; none where no OpenCL is installed.
  ///
  /// A platform or device that does not answer is left out with a line in the log: it must not hide the others.
  static func all(_ calls: OpenCLCalls) throws(BackendError) -> [FoundDevice] {
    var found: [FoundDevice] = []
    for platform in try calls.platforms() {
      do throws(BackendError) {
        for device in try calls.devices(of: platform) {
          do throws(BackendError) {
            let traits = try DeviceTraits(of: device, on: platform, calls: calls)
            if traits.isUsable { found.append(FoundDevice(device: device, traits: traits)) }
          } catch {
            BackendExporter.log(.warning, "an OpenCL device is left out: \(error.message)")
          }
        }
      } catch {
        BackendExporter.log(.warning, "an OpenCL platform is left out: \(error.message)")
      }
    }
    return found
  }
}
