import COpenCL
import ConcordKit

/// What drivers say of compiled kernels.
extension OpenCLCalls {
  func name(of kernel: Kernel) throws(BackendError) -> String {
    Self.text(
      try bytes(.getKernelInfo, "describing a kernel") {
        clGetKernelInfo(kernel.pointer, cl_kernel_info(CL_KERNEL_FUNCTION_NAME), $0, $1, $2)
      })
  }

  func parameterCount(of kernel: Kernel) throws(BackendError) -> Int {
    var count: cl_uint = 0
    try perform(.getKernelInfo, "describing a kernel") {
      clGetKernelInfo(kernel.pointer, cl_kernel_info(CL_KERNEL_NUM_ARGS), MemoryLayout<cl_uint>.size, &count, nil)
    }
    return Int(count)
  }

  func properties(of kernel: Kernel, on device: DeviceID) throws(BackendError) -> DeviceLimits.CompiledKernel {
    func read(_ property: Int32) throws(BackendError) -> [UInt8] {
      try bytes(.getKernelWorkGroupInfo, "describing a kernel") {
        clGetKernelWorkGroupInfo(kernel.pointer, device.pointer, cl_kernel_work_group_info(property), $0, $1, $2)
      }
    }
    func numbers(_ property: Int32) throws(BackendError) -> [Int] {
      try read(property).withUnsafeBytes { bytes in
        (0..<bytes.count / 8).map { Int(clamping: bytes.loadUnaligned(fromByteOffset: 8 * $0, as: UInt64.self)) }
      }
    }
    func number(_ property: Int32) throws(BackendError) -> Int {
      guard let number = try numbers(property).first else {
        throw BackendError(.internal, "describing a kernel: the driver gives no value of the property \(property)")
      }
      return number
    }
    return DeviceLimits.CompiledKernel(
      groupItems: try number(CL_KERNEL_WORK_GROUP_SIZE),
      waveItems: DeviceTraits.within(1...1024, try number(CL_KERNEL_PREFERRED_WORK_GROUP_SIZE_MULTIPLE)),
      requiredGroup: try numbers(CL_KERNEL_COMPILE_WORK_GROUP_SIZE),
      localMemoryBytes: try number(CL_KERNEL_LOCAL_MEM_SIZE))
  }

  /// - Throws: `unsupported` where the device that is pretended would not build one of the program's kernels.
  func checkPretended(_ program: BuiltProgram, on device: DeviceID) throws(BackendError) {
    guard let pretended else { return }
    for name in try kernelNames(of: program) {
      try pretended.check(name, try properties(of: try kernel(name, of: program), on: device))
    }
  }

  func kernelNames(of program: BuiltProgram) throws(BackendError) -> [String] {
    let names = Self.text(
      try bytes(.getProgramInfo, "listing a program's kernels") {
        clGetProgramInfo(program.pointer, cl_program_info(CL_PROGRAM_KERNEL_NAMES), $0, $1, $2)
      })
    return names.split(separator: ";").map(String.init)
  }

  /// Types and names of a kernel's parameters, for one that was compiled with `-cl-kernel-arg-info`; nil where the driver keeps none.
  func parameters(of kernel: Kernel) throws(BackendError) -> [String]? {
    let count = try parameterCount(of: kernel)
    func text(_ property: Int32, _ index: cl_uint) -> String? {
      let bytes = try? bytes(.getKernelArgInfo, "describing a kernel") {
        clGetKernelArgInfo(kernel.pointer, index, cl_kernel_arg_info(property), $0, $1, $2)
      }
      return bytes.map(Self.text)
    }
    var parameters: [String] = []
    for index in 0..<cl_uint(min(count, 256)) {
      guard let type = text(CL_KERNEL_ARG_TYPE_NAME, index), let name = text(CL_KERNEL_ARG_NAME, index) else { return nil }
      parameters.append("\(type) \(name)")
    }
    return parameters
  }
}
