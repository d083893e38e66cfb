import COpenCL
import ConcordKit

extension OpenCLCalls {
  func context(for device: DeviceID) throws(BackendError) -> Context {
    try create(ContextKind.self, .createContext, "opening an OpenCL device") { status in
      var pointer: OpaquePointer? = device.pointer
      return clCreateContext(nil, 1, &pointer, nil, nil, &status)
    }
  }

  /// A queue that runs its commands in order.
  func queue(of device: DeviceID, in context: Context) throws(BackendError) -> Queue {
    try create(QueueKind.self, .createCommandQueue, "opening an OpenCL device") { status in
      clCreateCommandQueue(context.pointer, device.pointer, 0, &status)
    }
  }

  func start(
    _ kernel: Kernel, global: [Int], local: [Int], on queue: Queue
  ) throws(BackendError) {
    try perform(.enqueueNDRangeKernel, "starting a kernel") {
      clEnqueueNDRangeKernel(queue.pointer, kernel.pointer, cl_uint(global.count), nil, global, local, 0, nil, nil)
    }
  }

  /// Hands what was asked for so far to the device.
  func flush(_ queue: Queue) throws(BackendError) {
    try perform(.flush, "starting the work") { clFlush(queue.pointer) }
  }

  /// Waits until all that was asked for is done.
  func finish(_ queue: Queue) throws(BackendError) {
    try perform(.finish, "waiting for the device") { clFinish(queue.pointer) }
  }

  /// Whether a transfer is done.
  ///
  /// - Throws: Why it failed on the way, if it did.
  func isComplete(_ transfer: Event) throws(BackendError) -> Bool {
    var status: cl_int = 0
    try perform(.getEventInfo, "asking for a transfer's progress") {
      clGetEventInfo(
        transfer.pointer, cl_event_info(CL_EVENT_COMMAND_EXECUTION_STATUS), MemoryLayout<cl_int>.size, &status, nil)
    }
    guard status >= 0 else {
      throw Self.failure(.enqueueWriteBuffer, OpenCLStatus(rawValue: status), "writing to the device")
    }
    return status == CL_COMPLETE
  }
}
