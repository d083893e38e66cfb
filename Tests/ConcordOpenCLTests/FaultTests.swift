import ConcordKit
import ConcordNumerics
import ConcordTestSupport
import Testing

@testable import ConcordOpenCL

@Suite("OpenCL calls that fail", .enabled(if: TestDevice.isThere, TestDevice.missing))
struct FaultTests {
  /// Calls whose failure is survived: a compiled kernel that cannot be loaded or kept is compiled anew, a platform that does
  /// not answer is left out, and a release has nobody to report to but the log.
  private static let survivable: Set<OpenCLFunction> = [
    .createProgramWithBinary, .getProgramInfo, .releaseContext, .releaseCommandQueue, .releaseMemObject, .releaseProgram,
    .releaseKernel, .releaseEvent, .svmFree, .getPlatformInfo, .getDeviceIDs, .getDeviceInfo, .getProgramBuildInfo,
  ]

  /// Open, check, allocate, compile, run twice, read, run while a read is under way, close.
  private static func scenario(_ faults: CallFaults, _ cache: KernelCache, sharesMemory: Bool) throws {
    let device = try TestDevice.open(
      TestDevice.backend(calls: OpenCLCalls(observer: faults), cache: cache), ["shared-memory": "\(sharesMemory)"])
    var builder = ProgramBuilder()
    let x = builder.tensor([2, 3], [1, 2, 3, 4, 5, 6] as [Float])
    let b = builder.tensor([3], [1, 1, 1] as [Float])
    try builder.add(BiasAdd(), [x, b])
    let p = builder.tensor([3], [0, 0, 0] as [Float])
    try builder.add(SGDUpdate(), [p, b], scalars: [builder.scalar(1)])
    let results = try builder.run(on: device, times: 2)
    try device.synchronize()
    #expect(results.floats(p) == [-2, -2, -2])
    let (compiled, buffer) = try builder.compiled(on: device)
    try compiled.run([Float(1).bitPattern])
    let place = builder.program.tensors[p].place.offset
    let read = try buffer.startRead(at: place, byteCount: 4)
    try compiled.run([Float(1).bitPattern])
    var value: Float = 0
    try withUnsafeMutableBytes(of: &value) { try read.finish(into: $0) }
    #expect(value == -1)
    // One that is given up.
    _ = try buffer.startRead(at: place, byteCount: 4)
    try device.synchronize()
  }

  @Test("every call that fails at any time is an error, leaves nothing alive, and the next start works")
  func walk() throws {
    let folder = try TemporaryFolder()
    let cache = KernelCache(folder: folder.path("kernels"))
    for sharesMemory in [true, false] {
      try Self.scenario(CallFaults(), cache, sharesMemory: sharesMemory)
      try Self.walk(cache, isWarm: true, sharesMemory: sharesMemory)
    }
  }

  // With some drivers this takes minutes, and none has a part in it that the one above has not.
  @Test("every call that fails while all kernels are compiled is an error, leaves nothing alive, and the next start works")
  func walkCompiling() throws {
    try Self.walk(KernelCache(folder: nil), isWarm: false, sharesMemory: true)
  }

  private static func walk(_ cache: KernelCache, isWarm: Bool, sharesMemory: Bool) throws {
    let faults = CallFaults()
    faults.start()
    try scenario(faults, cache, sharesMemory: sharesMemory)
    #expect(faults.liveCount == 0)
    let counts = faults.counts
    let needed: [OpenCLFunction] = [
      .createBuffer, .enqueueNDRangeKernel, .setKernelArg, .flush, .enqueueReadBuffer, .waitForEvents,
    ]
    #expect(Set(counts.keys).isSuperset(of: needed))
    for (function, count) in counts {
      for use in 0..<count {
        faults.start(failing: function, use: use)
        let what: Comment = "\(function), use \(use) of \(count), warm cache: \(isWarm), shared memory: \(sharesMemory)"
        do {
          try scenario(faults, cache, sharesMemory: sharesMemory)
          // The last waits, when a read is given up and the device is closed, have nobody to report to; a binary that does not
          // build is compiled anew; how often a transfer's progress is asked for is a matter of time.
          let isExcused =
            ([.finish, .enqueueMarker, .waitForEvents].contains(function) && use == count - 1)
            || (function == .buildProgram && isWarm) || !faults.hasFailed
          #expect(survivable.contains(function) || isExcused, what)
        } catch let error as BackendError {
          #expect(faults.hasFailed, what)
          #expect(error.message.contains(function.rawValue) || survivable.contains(function), "\(what): \(error)")
          #expect(error.code == .outOfMemory || error.code == .notFound, "\(what): \(error)")
        }
        #expect(faults.liveCount == 0, what)
      }
    }
    faults.start()
    try scenario(faults, cache, sharesMemory: sharesMemory)
    #expect(faults.liveCount == 0)
  }

  @Test(
    "statuses become the error codes that a caller can act on",
    arguments: [
      (-4, BackendError.Code.outOfMemory), (-5, .outOfMemory), (-6, .outOfMemory), (-61, .outOfMemory), (-2, .deviceLost),
      (-36, .internal), (-9999, .internal),
    ] as [(Int32, BackendError.Code)])
  func codes(status: Int32, code: BackendError.Code) throws {
    let faults = CallFaults()
    let device = try TestDevice.open(TestDevice.backend(calls: OpenCLCalls(observer: faults)))
    faults.start(failing: .createBuffer, with: OpenCLStatus(rawValue: status))
    let error = #expect(throws: BackendError.self) { try device.allocate(byteCount: 16) }
    #expect(error?.code == code)
    #expect(error?.message.contains("clCreateBuffer") == true)
    #expect(error?.message.contains(OpenCLStatus(rawValue: status).description) == true)
    // Only one of them is about the device's memory.
    #expect(error?.message.contains("the device has no memory left") == (status == -4))
  }

  @Test("an operation that fails on the way is named with its number")
  func operationNamed() throws {
    let faults = CallFaults()
    let device = try TestDevice.open(TestDevice.backend(calls: OpenCLCalls(observer: faults)))
    var builder = ProgramBuilder()
    let x = builder.tensor([2, 2], [1, 2, 3, 4] as [Float])
    let y = try builder.add(Activation(.relu), [x])[0]
    try builder.add(ArgMax(), [y])
    let buffer = try device.allocate(byteCount: builder.byteCount)
    let compiled = try device.compile(builder.program, buffers: [buffer])
    // The second kernel's start.
    faults.start(failing: .enqueueNDRangeKernel, use: 1, with: OpenCLStatus(rawValue: -5))
    let error = #expect(throws: BackendError.self) { try compiled.run([]) }
    #expect(error?.operation == 1)
    #expect(error?.message.contains("argmax") == true)
    #expect(error?.message.contains("CL_OUT_OF_RESOURCES") == true)
    faults.start()
    try compiled.run([])
    try device.synchronize()
  }

  @Test("no OpenCL at all is an error that says what was found, and what to do")
  func noPlatform() throws {
    let faults = CallFaults()
    let backend = TestDevice.backend(calls: OpenCLCalls(observer: faults))
    faults.start(failing: .getPlatformIDs, with: .platformNotFound)
    for attempt in [{ _ = try backend.devices() }, { _ = try backend.open(device: 0, options: [:]) }] {
      faults.start(failing: .getPlatformIDs, with: .platformNotFound)
      let error = #expect(throws: BackendError.self) { try attempt() }
      #expect(error?.code == .notFound)
      #expect(error?.message.contains("no OpenCL platform is here") == true)
      #expect(error?.message.contains("install") == true)
      #expect(error?.message.contains("--backend reference") == true)
    }
  }

  @Test("a platform that lists no device is named, and so is what a device that cannot be used lacks")
  func platformWithoutDevice() throws {
    let faults = CallFaults()
    let backend = TestDevice.backend(calls: OpenCLCalls(observer: faults))
    guard try backend.devices().count == 1 else { return }
    faults.start(failing: .getDeviceIDs, with: .deviceNotFound)
    let silent = #expect(throws: BackendError.self) { try backend.devices() }
    #expect(silent?.message.contains("is installed and lists no device") == true)
    #expect(silent?.message.contains("apt") == false, "there is nothing to install: \(silent?.message ?? "")")
    faults.start(failing: .getDeviceInfo, with: OpenCLStatus(rawValue: -6))
    let failing = #expect(throws: BackendError.self) { try backend.devices() }
    #expect(failing?.message.contains("clGetDeviceInfo returned CL_OUT_OF_HOST_MEMORY") == true)
  }

  @Test("a build that another process disturbed is tried once more, and one that fails again is an error")
  func buildAgain() throws {
    let faults = CallFaults()
    let device = try TestDevice.open(
      TestDevice.backend(calls: OpenCLCalls(observer: faults), cache: KernelCache(folder: nil)))
    var builder = ProgramBuilder()
    let x = builder.tensor([4], [-1, 2, -3, 4] as [Float])
    let y = try builder.add(Activation(.relu), [x])[0]
    faults.start(failing: .buildProgram, with: .buildProgramFailure)
    #expect(try builder.run(on: device).floats(y) == [0, 2, 0, 4])
    #expect(faults.hasFailed && faults.counts[.buildProgram] == 2)
  }

  @Test("a device that is not there is refused with the number of those that are")
  func noSuchDevice() throws {
    let count = try TestDevice.backend().devices().count
    for index in [-1, count, Int.max] {
      let error = #expect(throws: BackendError.self) { try TestDevice.backend().open(device: index, options: [:]) }
      #expect(error?.code == .notFound)
      #expect(error?.message.contains("there are \(count)") == true)
    }
  }
}
