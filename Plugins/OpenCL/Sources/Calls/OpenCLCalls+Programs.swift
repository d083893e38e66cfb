import COpenCL
import ConcordKit

extension OpenCLCalls {
  /// - Throws: `buildFailed` with the compiler's log.
  func program(
    source: String, for device: DeviceID, options: String, in context: Context
  ) throws(BackendError) -> BuiltProgram {
    let program = try create(ProgramKind.self, .createProgramWithSource, "compiling a kernel") { status in
      source.withCString { text in
        var text: UnsafePointer<CChar>? = text
        return clCreateProgramWithSource(context.pointer, 1, &text, nil, &status)
      }
    }
    try build(program, options: options, for: device)
    return program
  }

  func program(binary: [UInt8], for device: DeviceID, in context: Context) throws(BackendError) -> BuiltProgram {
    try create(ProgramKind.self, .createProgramWithBinary, "loading a compiled kernel") { status in
      binary.withUnsafeBufferPointer { bytes in
        var pointer: OpaquePointer? = device.pointer
        var count = bytes.count
        var start = bytes.baseAddress
        return clCreateProgramWithBinary(context.pointer, 1, &pointer, &count, &start, nil, &status)
      }
    }
  }

  /// - Throws: `buildFailed` with the compiler's log.
  func build(_ program: BuiltProgram, options: String, for device: DeviceID) throws(BackendError) {
    let status = status(.buildProgram) {
      var pointer: OpaquePointer? = device.pointer
      return clBuildProgram(program.pointer, 1, &pointer, options, nil, nil)
    }
    guard status != .success else { return }
    let log = try? log(of: program, on: device)
    let code: BackendError.Code = status.errorCode == .outOfMemory ? .outOfMemory : .buildFailed
    let words = log.map { "its log:\n" + $0 } ?? "its log cannot be read"
    throw BackendError(
      code, "the device's compiler failed (\(OpenCLFunction.buildProgram) returned \(status)); \(words)")
  }

  /// What the compiler said when it was built, well or not.
  func log(of program: BuiltProgram, on device: DeviceID) throws(BackendError) -> String {
    Self.lines(
      try bytes(.getProgramBuildInfo, "reading the compiler's log", limit: 1 << 24) {
        clGetProgramBuildInfo(program.pointer, device.pointer, cl_program_build_info(CL_PROGRAM_BUILD_LOG), $0, $1, $2)
      })
  }

  /// The compiled form of a program that was built for one device; empty where the driver has none to give.
  func binary(of program: BuiltProgram) throws(BackendError) -> [UInt8] {
    let purpose = "reading a compiled kernel"
    var count = 0
    try perform(.getProgramInfo, purpose) {
      clGetProgramInfo(
        program.pointer, cl_program_info(CL_PROGRAM_BINARY_SIZES), MemoryLayout<Int>.size, &count, nil)
    }
    guard count != 0 else { return [] }
    guard (1...KernelCache.largestBinary).contains(count) else {
      throw BackendError(.internal, "\(purpose): \(OpenCLFunction.getProgramInfo) has \(UInt(bitPattern: count)) bytes to give")
    }
    var binary = [UInt8](repeating: 0, count: count)
    try perform(.getProgramInfo, purpose) {
      binary.withUnsafeMutableBufferPointer { bytes in
        var start = bytes.baseAddress
        return clGetProgramInfo(
          program.pointer, cl_program_info(CL_PROGRAM_BINARIES), MemoryLayout.size(ofValue: start), &start, nil)
      }
    }
    return binary
  }

  func kernel(_ name: String, of program: BuiltProgram) throws(BackendError) -> Kernel {
    try create(KernelKind.self, .createKernel, "creating kernel '\(name)'") { status in
      clCreateKernel(program.pointer, name, &status)
    }
  }

  func setArgument<Value: BitwiseCopyable>(
    _ index: Int, of kernel: Kernel, to value: Value
  ) throws(BackendError) {
    var value = value
    try perform(.setKernelArg, "setting argument \(index)") {
      clSetKernelArg(kernel.pointer, cl_uint(index), MemoryLayout<Value>.size, &value)
    }
  }

  /// Memory of nothing: what has no elements.
  func setNoMemory(_ index: Int, of kernel: Kernel) throws(BackendError) {
    try perform(.setKernelArg, "setting argument \(index)") {
      clSetKernelArg(kernel.pointer, cl_uint(index), MemoryLayout<OpaquePointer?>.size, nil)
    }
  }

  /// Local memory of a group.
  func setLocalMemory(_ index: Int, of kernel: Kernel, byteCount: Int) throws(BackendError) {
    try perform(.setKernelArg, "setting argument \(index)") {
      clSetKernelArg(kernel.pointer, cl_uint(index), byteCount, nil)
    }
  }

  func setArgument(_ index: Int, of kernel: Kernel, to memory: MemoryObject) throws(BackendError) {
    var pointer: OpaquePointer? = memory.pointer
    try perform(.setKernelArg, "setting argument \(index)") {
      clSetKernelArg(kernel.pointer, cl_uint(index), MemoryLayout.size(ofValue: pointer), &pointer)
    }
  }
}
