import COpenCL
import ConcordKit

enum SharedMemoryKind: ObservedKind {}

/// Memory at which the host and a device look without a transfer: fine-grained shared virtual memory of OpenCL 2.0.
final class SharedMemory {
  let bytes: UnsafeMutableRawBufferPointer
  private let context: Context

  fileprivate init(_ bytes: UnsafeMutableRawBufferPointer, in context: Context) {
    self.bytes = bytes
    self.context = context
    context.calls.observer?.didCreate(SharedMemoryKind.self)
  }

  // Has no status: it cannot fail.
  deinit {
    _ = context.calls.observer?.willCall(.svmFree)
    #if !canImport(Darwin)
      clSVMFree(context.pointer, bytes.baseAddress)
    #endif
    context.calls.observer?.didRelease(SharedMemoryKind.self)
  }
}

extension OpenCLCalls {
  /// Whether a device and the host may share memory, without a call for each access of the host's.
  func sharesMemory(_ device: DeviceID) -> Bool {
    #if canImport(Darwin)
      return false
    #else
      // Unknown to implementations of OpenCL 1.2.
      let properties = try? number(CL_DEVICE_SVM_CAPABILITIES, of: device, as: cl_device_svm_capabilities.self)
      return (properties ?? 0) & cl_device_svm_capabilities(CL_DEVICE_SVM_FINE_GRAIN_BUFFER) != 0
    #endif
  }

  func sharedMemory(byteCount: Int, in context: Context) throws(BackendError) -> SharedMemory {
    var memory: UnsafeMutableRawPointer?
    try perform(.svmAlloc, "allocating \(byteCount) bytes") {
      #if !canImport(Darwin)
        memory = clSVMAlloc(
          context.pointer, cl_svm_mem_flags(CL_MEM_READ_WRITE | CL_MEM_SVM_FINE_GRAIN_BUFFER), byteCount, 0)
      #endif
      return memory == nil ? OpenCLStatus.memoryObjectAllocationFailure.rawValue : CL_SUCCESS
    }
    let bytes = UnsafeMutableRawBufferPointer(start: memory, count: byteCount)
    EarlyPages.make(bytes)
    return SharedMemory(bytes, in: context)
  }

  /// A buffer that is this memory.
  func buffer(over memory: SharedMemory, in context: Context) throws(BackendError) -> MemoryObject {
    try create(MemoryKind.self, .createBuffer, "allocating \(memory.bytes.count) bytes", over: memory) { status in
      clCreateBuffer(
        context.pointer, cl_mem_flags(CL_MEM_READ_WRITE | CL_MEM_USE_HOST_PTR), memory.bytes.count,
        memory.bytes.baseAddress, &status)
    }
  }
}
