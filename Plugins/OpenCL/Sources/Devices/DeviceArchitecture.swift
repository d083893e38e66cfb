import COpenCL
import ConcordKit

/// What kind of machine a device is, as far as planning cares.
enum DeviceArchitecture: Hashable {
  case processor, nvidia, amd, intel, mobile
  /// A GPU or an accelerator of which nothing is known.
  case other

  /// - Parameter vendor: As the driver has it.
  init(_ kind: DeviceInfo.Kind, vendor: String) {
    let vendor = vendor.lowercased()
    func isOf(_ names: String...) -> Bool { names.contains { vendor.contains($0) } }
    switch kind {
    case .cpu: self = .processor
    case .gpu where isOf("nvidia"): self = .nvidia
    case .gpu where isOf("advanced micro devices", "amd"): self = .amd
    case .gpu where isOf("intel"): self = .intel
    case .gpu where isOf("arm", "qualcomm", "imagination"): self = .mobile
    default: self = .other
    }
  }

  /// How many of what `CL_DEVICE_MAX_COMPUTE_UNITS` counts have one local memory, where the driver does not tell: it counts
  /// multiprocessors with NVIDIA and compute units with AMD, which have one each, but execution units with Intel.
  var usualUnitsPerCore: Int { self == .intel ? 8 : 1 }

  /// Multiply-adds that such a unit begins at a time: what its documents say of the least of them that is still in use.
  ///
  /// CUDA C++ Programming Guide, "Arithmetic Instructions": 64 to 128. AMD's ISA documents: four vector units of 16 lanes. Intel's
  /// optimisation guides: two units of 4 lanes, or one of 8. Arm's for Bifrost: three engines of 4.
  var lanesPerUnit: Int {
    switch self {
    case .nvidia, .amd: 64
    case .intel: 8
    case .mobile: 12
    case .processor, .other: 4
    }
  }
}

/// Which of the two kinds of kernels a device takes (`Kernels/forms.cl`, ``WorkShare``).
enum KernelStyle: Hashable {
  /// A work-item keeps much in registers and goes along memory by itself.
  case processor
  /// Work-items of a group share local memory, and neighbours read neighbours.
  case graphics
}
