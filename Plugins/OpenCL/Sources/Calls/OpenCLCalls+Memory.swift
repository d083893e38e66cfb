import COpenCL
import ConcordKit

extension OpenCLCalls {
  func buffer(byteCount: Int, in context: Context) throws(BackendError) -> MemoryObject {
    try create(MemoryKind.self, .createBuffer, "allocating \(byteCount) bytes") { status in
      clCreateBuffer(context.pointer, cl_mem_flags(CL_MEM_READ_WRITE), byteCount, nil, &status)
    }
  }

  /// A part of a buffer, as memory of its own.
  func part(_ range: Range<Int>, of memory: MemoryObject) throws(BackendError) -> MemoryObject {
    try create(MemoryKind.self, .createSubBuffer, "taking bytes \(range) of a buffer", over: memory) { status in
      var region = cl_buffer_region(origin: range.lowerBound, size: range.count)
      return clCreateSubBuffer(
        memory.pointer, cl_mem_flags(CL_MEM_READ_WRITE), cl_buffer_create_type(CL_BUFFER_CREATE_TYPE_REGION), &region, &status)
    }
  }

  /// Zeroes a whole buffer.
  func zero(_ memory: MemoryObject, byteCount: Int, on queue: Queue) throws(BackendError) {
    // The pattern's size must divide the buffer's.
    let patternBytes = byteCount % 4 == 0 ? 4 : 1
    var pattern: UInt32 = 0
    try perform(.enqueueFillBuffer, "allocating \(byteCount) bytes") {
      clEnqueueFillBuffer(queue.pointer, memory.pointer, &pattern, patternBytes, 0, byteCount, 0, nil, nil)
    }
  }

  /// Asks for a copy from the host; `bytes` must stay until the event is complete.
  ///
  /// - Parameter earlier: What it comes after, in another queue.
  func write(
    _ bytes: UnsafeRawBufferPointer, to memory: MemoryObject, at offset: Int, on queue: Queue, after earlier: Event? = nil
  ) throws(BackendError) -> Event {
    try create(EventKind.self, .enqueueWriteBuffer, "writing \(bytes.count) bytes to the device") { status in
      var event: OpaquePointer?
      status = [earlier?.pointer].withUnsafeBufferPointer { waits in
        clEnqueueWriteBuffer(
          queue.pointer, memory.pointer, cl_bool(CL_FALSE), offset, bytes.count, bytes.baseAddress, earlier == nil ? 0 : 1,
          earlier == nil ? nil : waits.baseAddress, &event)
      }
      return event
    }
  }

  /// Copies from the host, after all that was asked for before; returns when `bytes` may change.
  func writeAndWait(
    _ bytes: UnsafeRawBufferPointer, to memory: MemoryObject, at offset: Int, on queue: Queue
  ) throws(BackendError) {
    try perform(.enqueueWriteBuffer, "writing \(bytes.count) bytes to the device") {
      clEnqueueWriteBuffer(
        queue.pointer, memory.pointer, cl_bool(CL_TRUE), offset, bytes.count, bytes.baseAddress, 0, nil, nil)
    }
  }

  /// Copies to the host, after all that was asked for before; returns when the bytes are there.
  func read(
    _ memory: MemoryObject, at offset: Int, into bytes: UnsafeMutableRawBufferPointer, on queue: Queue
  ) throws(BackendError) {
    try perform(.enqueueReadBuffer, "reading \(bytes.count) bytes from the device") {
      clEnqueueReadBuffer(
        queue.pointer, memory.pointer, cl_bool(CL_TRUE), offset, bytes.count, bytes.baseAddress, 0, nil, nil)
    }
  }

  /// Asks for a copy to the host; `bytes` must stay until the event is complete.
  func startRead(
    _ memory: MemoryObject, at offset: Int, into bytes: UnsafeMutableRawBufferPointer, on queue: Queue
  ) throws(BackendError) -> Event {
    try create(EventKind.self, .enqueueReadBuffer, "reading \(bytes.count) bytes from the device") { status in
      var event: OpaquePointer?
      status = clEnqueueReadBuffer(
        queue.pointer, memory.pointer, cl_bool(CL_FALSE), offset, bytes.count, bytes.baseAddress, 0, nil, &event)
      return event
    }
  }

  /// Copies words from the start of the memory.
  func read(_ memory: MemoryObject, into words: inout [UInt32], on queue: Queue) throws(BackendError) {
    let outcome = words.withUnsafeMutableBytes { bytes in
      Result<Void, BackendError> { () throws(BackendError) in try read(memory, at: 0, into: bytes, on: queue) }
    }
    try outcome.get()
  }
}
