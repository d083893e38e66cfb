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
  ///
  /// - Parameter profiles: Whether events tell when their command was at work, which costs a little with each.
  func queue(of device: DeviceID, in context: Context, profiles: Bool = false) throws(BackendError) -> Queue {
    try create(QueueKind.self, .createCommandQueue, "opening an OpenCL device") { status in
      let properties = profiles ? cl_command_queue_properties(CL_QUEUE_PROFILING_ENABLE) : 0
      return clCreateCommandQueue(context.pointer, device.pointer, properties, &status)
    }
  }

  /// - Parameters:
  ///   - offset: Of the first work-item in each dimension, whole groups; nil: none.
  ///   - local: Empty: the driver chooses the groups.
  func start(
    _ kernel: Kernel, from offset: [Int]? = nil, global: [Int], local: [Int], on queue: Queue
  ) throws(BackendError) {
    if let pretended, !local.isEmpty { try pretended.check(try name(of: kernel), global: global, local: local) }
    try perform(.enqueueNDRangeKernel, "starting a kernel") {
      clEnqueueNDRangeKernel(
        queue.pointer, kernel.pointer, cl_uint(global.count), offset, global, local.isEmpty ? nil : local, 0, nil, nil)
    }
  }

  /// Starts a kernel, with an event to ask when it was at work.
  func startTimed(
    _ kernel: Kernel, from offset: [Int]? = nil, global: [Int], local: [Int], on queue: Queue
  ) throws(BackendError) -> Event {
    if let pretended, !local.isEmpty { try pretended.check(try name(of: kernel), global: global, local: local) }
    return try create(EventKind.self, .enqueueNDRangeKernel, "starting a kernel") { status in
      var event: OpaquePointer?
      status = clEnqueueNDRangeKernel(
        queue.pointer, kernel.pointer, cl_uint(global.count), offset, global, local.isEmpty ? nil : local, 0, nil, &event)
      return event
    }
  }

  /// When the command of a complete event was at work, in nanoseconds of the device's clock.
  func time(of event: Event) throws(BackendError) -> (start: UInt64, end: UInt64) {
    func read(_ property: Int32) throws(BackendError) -> UInt64 {
      var time: cl_ulong = 0
      try perform(.getEventProfilingInfo, "reading when a kernel was at work") {
        clGetEventProfilingInfo(
          event.pointer, cl_profiling_info(property), MemoryLayout<cl_ulong>.size, &time, nil)
      }
      return time
    }
    let start = try read(CL_PROFILING_COMMAND_START)
    // A driver whose clock steps back must not make a launch end before it began.
    return (start, max(start, try read(CL_PROFILING_COMMAND_END)))
  }

  /// Hands what was asked for so far to the device.
  func flush(_ queue: Queue) throws(BackendError) {
    try perform(.flush, "starting the work") { clFlush(queue.pointer) }
  }

  /// What is complete when all that was asked for so far is.
  func marker(on queue: Queue) throws(BackendError) -> Event {
    try create(EventKind.self, .enqueueMarker, "marking a run's end") { status in
      var event: OpaquePointer?
      status = clEnqueueMarkerWithWaitList(queue.pointer, 0, nil, &event)
      return event
    }
  }

  /// What is asked for from now on comes after `event` of another queue.
  func hold(_ queue: Queue, until event: Event) throws(BackendError) {
    try perform(.enqueueBarrier, "waiting for a transfer") {
      var waits: [OpaquePointer?] = [event.pointer]
      return clEnqueueBarrierWithWaitList(queue.pointer, 1, &waits, nil)
    }
  }

  /// Waits until all that was asked for is done.
  ///
  /// The marker is for rusticl 22.3, whose `clFinish` waits only for what was asked for since the last `clFlush`.
  func finish(_ queue: Queue) throws(BackendError) {
    func wait() throws(BackendError) { try perform(.finish, "waiting for the device") { clFinish(queue.pointer) } }
    do throws(BackendError) {
      try perform(.enqueueMarker, "waiting for the device") { clEnqueueMarkerWithWaitList(queue.pointer, 0, nil, nil) }
      try wait()
    } catch {
      // What waits may be about to give memory back.
      try? wait()
      throw error
    }
  }

  /// Waits until a transfer is done; it is handed to the device if it was not yet.
  func wait(for transfer: Event) throws(BackendError) {
    try perform(.waitForEvents, "waiting for a transfer") {
      var event: OpaquePointer? = transfer.pointer
      return clWaitForEvents(1, &event)
    }
  }

  /// Whether a write is done.
  ///
  /// - Throws: Why it failed on the way, if it did.
  func isComplete(_ write: Event) throws(BackendError) -> Bool {
    var status: cl_int = 0
    try perform(.getEventInfo, "asking for a write's progress") {
      clGetEventInfo(
        write.pointer, cl_event_info(CL_EVENT_COMMAND_EXECUTION_STATUS), MemoryLayout<cl_int>.size, &status, nil)
    }
    guard status >= 0 else {
      throw Self.failure(.enqueueWriteBuffer, OpenCLStatus(rawValue: status), "writing to the device")
    }
    return status == CL_COMPLETE
  }
}
