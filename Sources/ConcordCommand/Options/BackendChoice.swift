import Concord

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// Which backend to use: the flag, else `CONCORD_BACKEND`, else the config file, else OpenCL where a conforming device is there,
/// else the reference.
struct BackendChoice {
  static let catalog = BackendCatalog(builtIn: [ReferenceBackend()])

  /// What the user asked for, if anything. An empty variable asks for nothing.
  static func chosen(flag: String?, config: String?) -> String? {
    if let flag { return flag }
    if let variable = ProcessInfo.processInfo.environment["CONCORD_BACKEND"], !variable.isEmpty { return variable }
    return config
  }

  /// Opens the device, the only one of the process: so its first step need not wait until compiled kernels are in the cache.
  ///
  /// - Parameters:
  ///   - options: Of the device.
  ///   - note: Told why the default was chosen, where nobody chose.
  static func open(
    flag: String?, config: String?, options: [String: String] = [:], note: (String) -> Void
  ) throws -> OpenedBackend {
    let options = options.merging(["keep-at-close": "true"]) { chosen, _ in chosen }
    if let text = chosen(flag: flag, config: config) { return try catalog.open(text, options: options) }
    do throws(BackendError) {
      let opened = try catalog.open("opencl", options: options)
      note("backend: opencl, the default where a conforming OpenCL device is there")
      return opened
    } catch {
      note("backend: reference, because OpenCL cannot be used: \(error.message)")
      return try catalog.open("reference")
    }
  }
}
