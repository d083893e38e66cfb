import ConcordKit
import Synchronization

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// One program on several devices at once, each opened and used by a thread of its own.
package struct ConcurrentRuns: Sendable {
  /// The device's number in its backend.
  package var index: Int
  package var options: [String: String]
  package var threads: Int
  /// Runs of each thread.
  package var times: Int
  /// On one buffer.
  package var program: Program
  /// What each thread's buffer holds at first.
  package var contents: [[UInt8]]
  package var scalars: [UInt32]

  /// Runs it on every thread and waits for all.
  ///
  /// - Returns: What each thread's buffer holds afterwards.
  /// - Throws: The first error of any thread.
  package func run(on backend: any Backend) throws(BackendError) -> [[UInt8]] {
    let results = Results(count: threads)
    var handles: [pthread_t] = []
    for number in 0..<threads {
      let job = Job { results.set(number, Result { () throws(BackendError) in try self.life(number, backend) }) }
      #if canImport(Darwin)
        var handle: pthread_t?
      #else
        var handle = pthread_t()
      #endif
      let status = pthread_create(&handle, nil, Job.entry, Unmanaged.passRetained(job).toOpaque())
      guard status == 0 else {
        Unmanaged.passUnretained(job).release()
        for handle in handles { pthread_join(handle, nil) }
        throw BackendError(.internal, "a thread cannot be started: \(String(cString: strerror(status)))")
      }
      #if canImport(Darwin)
        if let handle { handles.append(handle) }
      #else
        handles.append(handle)
      #endif
    }
    for handle in handles { pthread_join(handle, nil) }
    return try results.all()
  }

  private func life(_ number: Int, _ backend: any Backend) throws(BackendError) -> [UInt8] {
    let device = try backend.open(device: index, options: options)
    let buffer = try device.allocate(byteCount: contents[number].count)
    try buffer.write(contents[number], at: 0)
    let compiled = try device.compile(program, buffers: [buffer])
    for _ in 0..<times { try compiled.run(scalars) }
    return try buffer.bytes(count: contents[number].count, at: 0)
  }

  private final class Results: Sendable {
    private let values: Mutex<[Result<[UInt8], BackendError>?]>

    init(count: Int) { values = Mutex(Array(repeating: nil, count: count)) }

    func set(_ number: Int, _ result: Result<[UInt8], BackendError>) { values.withLock { $0[number] = result } }

    func all() throws(BackendError) -> [[UInt8]] {
      var all: [[UInt8]] = []
      for result in values.withLock({ $0 }) { if let result { all.append(try result.get()) } }
      return all
    }
  }

  private final class Job {
    private let work: @Sendable () -> Void

    init(_ work: @escaping @Sendable () -> Void) { self.work = work }

    #if canImport(Darwin)
      static let entry: @convention(c) (UnsafeMutableRawPointer) -> UnsafeMutableRawPointer? = { pointer in
        Unmanaged<Job>.fromOpaque(pointer).takeRetainedValue().work()
        return nil
      }
    #else
      static let entry: @convention(c) (UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? = { pointer in
        guard let pointer else { return nil }
        Unmanaged<Job>.fromOpaque(pointer).takeRetainedValue().work()
        return nil
      }
    #endif
  }
}
