import COpenCL
import ConcordKit

/// Memory of the host's that the driver allocated (`CL_MEM_ALLOC_HOST_PTR`) and keeps where it is, mapped as long as it lives.
final class PinnedMemory {
  let bytes: UnsafeMutableRawBufferPointer
  private let memory: MemoryObject
  private let queue: Queue

  fileprivate init(_ bytes: UnsafeMutableRawBufferPointer, of memory: MemoryObject, _ queue: Queue) {
    self.bytes = bytes
    self.memory = memory
    self.queue = queue
  }

  // The queue is released after it, and waits for it.
  deinit {
    _ = queue.calls.status(.enqueueUnmapMemObject) {
      clEnqueueUnmapMemObject(queue.pointer, memory.pointer, bytes.baseAddress, 0, nil, nil)
    }
  }
}

extension OpenCLCalls {
  func pinnedMemory(byteCount: Int, in context: Context, on queue: Queue) throws(BackendError) -> PinnedMemory {
    let purpose = "allocating \(byteCount) bytes of the host's for transfers"
    let memory = try create(MemoryKind.self, .createBuffer, purpose) { status in
      clCreateBuffer(context.pointer, cl_mem_flags(CL_MEM_READ_ONLY | CL_MEM_ALLOC_HOST_PTR), byteCount, nil, &status)
    }
    var start: UnsafeMutableRawPointer?
    try perform(.enqueueMapBuffer, purpose) {
      var status: cl_int = 0
      start = clEnqueueMapBuffer(
        queue.pointer, memory.pointer, cl_bool(CL_TRUE), cl_map_flags(CL_MAP_WRITE), 0, byteCount, 0, nil, nil, &status)
      return status
    }
    guard let start else { throw BackendError(.internal, "\(purpose): \(OpenCLFunction.enqueueMapBuffer) returned nothing") }
    return PinnedMemory(UnsafeMutableRawBufferPointer(start: start, count: byteCount), of: memory, queue)
  }
}
