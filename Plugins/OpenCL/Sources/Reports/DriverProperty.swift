import COpenCL
import ConcordKit

/// A property of a platform or a device as its driver gives it, in words.
struct DriverProperty {
  enum Kind {
    case text
    /// One number of 32 or 64 bits, or a list of sizes.
    case number, sizes
    /// Numbers whose bits have meanings, and what is no number.
    case flags, bytes
  }

  var name: String
  var number: Int32
  var kind: Kind

  init(_ name: String, _ number: Int32, _ kind: Kind = .number) {
    self.name = name
    self.number = number
    self.kind = kind
  }

  static let ofPlatforms = [
    DriverProperty("CL_PLATFORM_NAME", CL_PLATFORM_NAME, .text),
    DriverProperty("CL_PLATFORM_VENDOR", CL_PLATFORM_VENDOR, .text),
    DriverProperty("CL_PLATFORM_VERSION", CL_PLATFORM_VERSION, .text),
    DriverProperty("CL_PLATFORM_PROFILE", CL_PLATFORM_PROFILE, .text),
    DriverProperty("CL_PLATFORM_EXTENSIONS", CL_PLATFORM_EXTENSIONS, .text),
  ]

  /// Of OpenCL 1.2 and 2.0, and of vendors' extensions what tells their devices apart. No driver has all.
  static let ofDevices = [
    DriverProperty("CL_DEVICE_NAME", CL_DEVICE_NAME, .text), DriverProperty("CL_DEVICE_VENDOR", CL_DEVICE_VENDOR, .text),
    DriverProperty("CL_DEVICE_VENDOR_ID", CL_DEVICE_VENDOR_ID, .flags),
    DriverProperty("CL_DEVICE_VERSION", CL_DEVICE_VERSION, .text),
    DriverProperty("CL_DRIVER_VERSION", CL_DRIVER_VERSION, .text),
    DriverProperty("CL_DEVICE_OPENCL_C_VERSION", CL_DEVICE_OPENCL_C_VERSION, .text),
    DriverProperty("CL_DEVICE_PROFILE", CL_DEVICE_PROFILE, .text),
    DriverProperty("CL_DEVICE_EXTENSIONS", CL_DEVICE_EXTENSIONS, .text),
    DriverProperty("CL_DEVICE_TYPE", CL_DEVICE_TYPE, .flags),
    DriverProperty("CL_DEVICE_AVAILABLE", CL_DEVICE_AVAILABLE),
    DriverProperty("CL_DEVICE_COMPILER_AVAILABLE", CL_DEVICE_COMPILER_AVAILABLE),
    DriverProperty("CL_DEVICE_ADDRESS_BITS", CL_DEVICE_ADDRESS_BITS),
    DriverProperty("CL_DEVICE_ENDIAN_LITTLE", CL_DEVICE_ENDIAN_LITTLE),
    DriverProperty("CL_DEVICE_MAX_COMPUTE_UNITS", CL_DEVICE_MAX_COMPUTE_UNITS),
    DriverProperty("CL_DEVICE_MAX_CLOCK_FREQUENCY", CL_DEVICE_MAX_CLOCK_FREQUENCY),
    DriverProperty("CL_DEVICE_MAX_WORK_ITEM_DIMENSIONS", CL_DEVICE_MAX_WORK_ITEM_DIMENSIONS),
    DriverProperty("CL_DEVICE_MAX_WORK_ITEM_SIZES", CL_DEVICE_MAX_WORK_ITEM_SIZES, .sizes),
    DriverProperty("CL_DEVICE_MAX_WORK_GROUP_SIZE", CL_DEVICE_MAX_WORK_GROUP_SIZE),
    DriverProperty("CL_DEVICE_MAX_PARAMETER_SIZE", CL_DEVICE_MAX_PARAMETER_SIZE),
    DriverProperty("CL_DEVICE_MEM_BASE_ADDR_ALIGN", CL_DEVICE_MEM_BASE_ADDR_ALIGN),
    DriverProperty("CL_DEVICE_PREFERRED_VECTOR_WIDTH_FLOAT", CL_DEVICE_PREFERRED_VECTOR_WIDTH_FLOAT),
    DriverProperty("CL_DEVICE_NATIVE_VECTOR_WIDTH_FLOAT", CL_DEVICE_NATIVE_VECTOR_WIDTH_FLOAT),
    DriverProperty("CL_DEVICE_SINGLE_FP_CONFIG", CL_DEVICE_SINGLE_FP_CONFIG, .flags),
    DriverProperty("CL_DEVICE_GLOBAL_MEM_SIZE", CL_DEVICE_GLOBAL_MEM_SIZE),
    DriverProperty("CL_DEVICE_MAX_MEM_ALLOC_SIZE", CL_DEVICE_MAX_MEM_ALLOC_SIZE),
    DriverProperty("CL_DEVICE_GLOBAL_MEM_CACHE_SIZE", CL_DEVICE_GLOBAL_MEM_CACHE_SIZE),
    DriverProperty("CL_DEVICE_GLOBAL_MEM_CACHELINE_SIZE", CL_DEVICE_GLOBAL_MEM_CACHELINE_SIZE),
    DriverProperty("CL_DEVICE_LOCAL_MEM_TYPE", CL_DEVICE_LOCAL_MEM_TYPE),
    DriverProperty("CL_DEVICE_LOCAL_MEM_SIZE", CL_DEVICE_LOCAL_MEM_SIZE),
    DriverProperty("CL_DEVICE_HOST_UNIFIED_MEMORY", CL_DEVICE_HOST_UNIFIED_MEMORY),
    DriverProperty("CL_DEVICE_ERROR_CORRECTION_SUPPORT", CL_DEVICE_ERROR_CORRECTION_SUPPORT),
    DriverProperty("CL_DEVICE_QUEUE_PROPERTIES", CL_DEVICE_QUEUE_PROPERTIES, .flags),
    DriverProperty("CL_DEVICE_PROFILING_TIMER_RESOLUTION", CL_DEVICE_PROFILING_TIMER_RESOLUTION),
    // CL_DEVICE_SVM_CAPABILITIES, CL_DEVICE_MAX_NUM_SUB_GROUPS and CL_DEVICE_SUB_GROUP_SIZES_INTEL, which not every header has.
    DriverProperty("CL_DEVICE_SVM_CAPABILITIES", 0x1053, .flags), DriverProperty("CL_DEVICE_MAX_NUM_SUB_GROUPS", 0x105C),
    DriverProperty("CL_DEVICE_SUB_GROUP_SIZES_INTEL", 0x4108, .sizes),
    DriverProperty("CL_DEVICE_UUID_KHR", 0x106A, .bytes), DriverProperty("CL_DRIVER_UUID_KHR", 0x106B, .bytes),
    DriverProperty("CL_DEVICE_PCI_BUS_INFO_KHR", 0x410F, .bytes),
    DriverProperty("CL_DEVICE_COMPUTE_CAPABILITY_MAJOR_NV", 0x4000),
    DriverProperty("CL_DEVICE_COMPUTE_CAPABILITY_MINOR_NV", 0x4001),
    DriverProperty("CL_DEVICE_REGISTERS_PER_BLOCK_NV", 0x4002), DriverProperty("CL_DEVICE_WARP_SIZE_NV", 0x4003),
    DriverProperty("CL_DEVICE_KERNEL_EXEC_TIMEOUT_NV", 0x4005), DriverProperty("CL_DEVICE_INTEGRATED_MEMORY_NV", 0x4006),
    DriverProperty("CL_DEVICE_PCI_BUS_ID_NV", 0x4008), DriverProperty("CL_DEVICE_PCI_SLOT_ID_NV", 0x4009),
    DriverProperty("CL_DEVICE_PCI_DOMAIN_ID_NV", 0x400A),
    DriverProperty("CL_DEVICE_TOPOLOGY_AMD", 0x4037, .bytes), DriverProperty("CL_DEVICE_BOARD_NAME_AMD", 0x4038, .text),
    DriverProperty("CL_DEVICE_SIMD_PER_COMPUTE_UNIT_AMD", 0x4040), DriverProperty("CL_DEVICE_SIMD_WIDTH_AMD", 0x4041),
    DriverProperty("CL_DEVICE_WAVEFRONT_WIDTH_AMD", 0x4043),
    DriverProperty("CL_DEVICE_LOCAL_MEM_SIZE_PER_COMPUTE_UNIT_AMD", 0x4047),
    DriverProperty("CL_DEVICE_IP_VERSION_INTEL", 0x4250, .flags), DriverProperty("CL_DEVICE_NUM_SLICES_INTEL", 0x4252),
    DriverProperty("CL_DEVICE_NUM_SUB_SLICES_PER_SLICE_INTEL", 0x4253),
    DriverProperty("CL_DEVICE_NUM_EUS_PER_SUB_SLICE_INTEL", 0x4254),
    DriverProperty("CL_DEVICE_NUM_THREADS_PER_EU_INTEL", 0x4255),
  ]

  /// - Parameter bytes: What the driver gave.
  func words(_ bytes: [UInt8]) -> String {
    func hexadecimal(_ number: some BinaryInteger) -> String { "0x" + String(number, radix: 16) }
    func numbers() -> [UInt64] {
      let size = bytes.count % 8 == 0 ? 8 : 4
      guard bytes.count % size == 0 else { return [] }
      return bytes.withUnsafeBytes { bytes in
        (0..<bytes.count / size).map {
          size == 8
            ? bytes.loadUnaligned(fromByteOffset: 8 * $0, as: UInt64.self)
            : UInt64(bytes.loadUnaligned(fromByteOffset: 4 * $0, as: UInt32.self))
        }
      }
    }
    switch kind {
    case .text: return OpenCLCalls.text(bytes)
    case .number, .sizes: return numbers().map(String.init).joined(separator: " ")
    case .flags: return numbers().map(hexadecimal).joined(separator: " ")
    case .bytes: return bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined(separator: " ")
    }
  }
}

extension OpenCLCalls {
  /// What the driver says; a property that it does not have is one whose status it gives.
  func facts(of platform: PlatformID) -> [DeviceFact] {
    DriverProperty.ofPlatforms.map { property in
      fact(property, .getPlatformInfo) { clGetPlatformInfo(platform.pointer, cl_platform_info(property.number), $0, $1, $2) }
    }
  }

  func facts(of device: DeviceID) -> [DeviceFact] {
    DriverProperty.ofDevices.map { property in
      fact(property, .getDeviceInfo) { clGetDeviceInfo(device.pointer, cl_device_info(property.number), $0, $1, $2) }
    }
  }

  private func fact(
    _ property: DriverProperty, _ function: OpenCLFunction,
    _ body: (Int, UnsafeMutableRawPointer?, UnsafeMutablePointer<Int>?) -> cl_int
  ) -> DeviceFact {
    do throws(BackendError) {
      return DeviceFact(property.name, property.words(try bytes(function, property.name, body)))
    } catch {
      return DeviceFact(property.name, "none: \(error.message)")
    }
  }
}
