import COpenCL
import ConcordFiles
import ConcordKit

/// The devices of all platforms, those first that should be the fastest, else in the loader's order; and what kept others from being among them.
///
/// A platform or device that does not answer is left out: it must not hide the others.
struct Discovery {
  private(set) var devices: [FoundDevice] = []
  /// A line for each platform without a device and each device that cannot be used: what was seen.
  private(set) var problems: [String] = []
  private var platformCount = 0

  init(_ calls: OpenCLCalls) throws(BackendError) {
    PoCL.prepare()
    let platforms = try calls.platforms()
    platformCount = platforms.count
    for platform in platforms { search(platform, calls) }
    devices = Self.named(Self.sorted(Self.merged(devices)))
  }

  /// One GPU that several platforms list stands once, with the other ways to it. What one platform lists is never one device: parts of a card are
  /// devices of their own. Nor are processors, which are whatever a platform makes of them.
  static func merged(_ devices: [FoundDevice]) -> [FoundDevice] {
    var merged: [FoundDevice] = []
    for device in devices {
      let same = merged.firstIndex { other in
        other.traits.info.kind != .cpu && other.traits.info.kind == device.traits.info.kind
          && !other.ways.contains { $0.platform == device.platform }
          && other.traits.physical.isSame(as: device.traits.physical)
      }
      if let same { merged[same].alternatives.append(device) } else { merged.append(device) }
    }
    return merged
  }

  /// Says of each what a user who chooses one should know: why the first is the first, and other ways to it.
  private static func named(_ devices: [FoundDevice]) -> [FoundDevice] {
    var devices = devices
    for index in devices.indices {
      var notes: [String] = []
      if index == 0, devices.count > 1 { notes.append("the first of \(devices.count), as \(devices[index].traits.rankWords)") }
      let others = devices[index].alternatives.map { "option platform='\($0.traits.info.platform)'" }
      if !others.isEmpty { notes.append("also there with the \(others.joined(separator: " or the "))") }
      devices[index].traits.info.notes = notes.joined(separator: "; ")
    }
    return devices
  }

  /// Who names no device gets the first that conforms.
  static func sorted(_ devices: [FoundDevice]) -> [FoundDevice] {
    let ranked = devices.enumerated().map { (rank: $1.traits.rank, place: $0, device: $1) }
    return ranked.sorted { ($0.rank, $0.place) < ($1.rank, $1.place) }.map(\.device)
  }

  private mutating func search(_ platform: PlatformID, _ calls: OpenCLCalls) {
    do throws(BackendError) {
      let ids = try calls.devices(of: platform)
      if ids.isEmpty { problems.append(Self.noDevice(on: try calls.text(CL_PLATFORM_NAME, of: platform))) }
      for id in ids {
        do throws(BackendError) {
          let traits = try DeviceTraits(of: id, on: platform, calls: calls)
          if let obstacle = traits.obstacle {
            problems.append("\(traits.info.name) (\(traits.info.platform)) \(obstacle)")
          } else {
            devices.append(FoundDevice(device: id, platform: platform, traits: traits))
          }
        } catch {
          leaveOut("an OpenCL device", error)
        }
      }
    } catch {
      leaveOut("an OpenCL platform", error)
    }
  }

  private mutating func leaveOut(_ what: String, _ error: BackendError) {
    BackendExporter.log(.warning, "\(what) is left out: \(error.message)")
    problems.append("\(what) failed: \(error.message)")
  }

  private static func noDevice(on platform: String) -> String {
    func setting(_ name: String) -> String? {
      CacheFolder.environment(name).map { "\(name) is '\($0.printable(limit: 100))'" }
    }
    let reason =
      switch platform {
      case PoCL.platformName: PoCL.problem ?? setting("POCL_DEVICES")
      case "rusticl":
        setting("RUSTICL_ENABLE") ?? "RUSTICL_ENABLE is not set, and only the drivers that it names have devices"
      default: nil as String?
      }
    return "\(platform) is installed and lists no device" + (reason.map { ": \($0)" } ?? "")
  }

  /// Why there is no device, and what to do.
  var nothingFound: BackendError {
    let remedy = "or choose another backend, as with --backend reference"
    guard platformCount > 0 else {
      return BackendError(.notFound, "no OpenCL platform is here: \(LoaderFolder.finding); \(remedy)")
    }
    return BackendError(.notFound, "no OpenCL device can be used: \(problems.joined(separator: "; ")); \(remedy)")
  }
}

/// Where the OpenCL loader looks for drivers.
private enum LoaderFolder {
  private static let installing = "install one (on Debian or Ubuntu: apt install pocl-opencl-icd)"

  /// What is there, as far as the loader says nothing of it.
  static var finding: String {
    let variable = CacheFolder.environment("OCL_ICD_VENDORS").flatMap { $0.isEmpty ? nil : $0 }
    let folder = variable ?? "/etc/OpenCL/vendors"
    let shown = "'\(folder.printable(limit: 200))'" + (variable == nil ? "" : ", which OCL_ICD_VENDORS names,")
    guard (try? FileStatus(folder))?.kind == .folder else {
      return variable == nil
        ? "no driver is installed, as there is no folder \(shown); \(installing)"
        : "no driver is found, as \(shown) is no folder; correct or unset it"
    }
    do throws(FileError) {
      let files = try Folder.names(folder).filter { $0.hasSuffix(".icd") }.sorted()
      if files.isEmpty {
        let remedy = variable == nil ? installing : "correct or unset it"
        return "no driver is installed, as \(shown) holds no .icd file; \(remedy)"
      }
      let names = files.joined(separator: ", ").printable(limit: 200)
      return "the loader could load none of the drivers that \(shown) lists (\(names)); install them again"
    } catch {
      return "\(error)"
    }
  }
}
