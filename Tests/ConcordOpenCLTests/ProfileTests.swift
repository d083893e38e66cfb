import ConcordKit
import ConcordTestSupport
import Testing

@testable import ConcordOpenCL

@Suite("OpenCL profiles and peaks", .enabled(if: TestDevice.isThere, TestDevice.missing))
struct ProfileTests {
  /// p = p − 1 · g, twice over, with the run scalar 1; then relu(p).
  private struct Scene {
    let device: any Device
    let buffer: any DeviceBuffer
    let compiled: any CompiledProgram

    init(_ device: any Device) throws {
      self.device = device
      var builder = ProgramBuilder()
      let p = builder.tensor([40], (0..<40).map(Float.init))
      let g = builder.tensor([40], [Float](repeating: 1, count: 40))
      let rate = builder.scalar(1)
      try builder.add(SGDUpdate(), [p, g], scalars: [rate])
      try builder.add(Activation(.relu), [p])
      (compiled, buffer) = try builder.compiled(on: device)
    }

    func outputs() throws -> [Float] { try buffer.words(count: 40, at: 512).map { Float(bitPattern: $0) } }
  }

  @Test("profiled and plain runs follow one another and compute the same")
  func results() throws {
    let scene = try Scene(TestDevice.open())
    let (one, two) = ([Float(1).bitPattern], [Float(2).bitPattern])
    try scene.compiled.run(one)
    let launches = try scene.compiled.profile(two)
    try scene.compiled.run(one)
    #expect(try scene.outputs() == (0..<40).map { max(Float($0) - 4, 0) })
    #expect(launches.map(\.operation) == [0, 1])
    #expect(launches.map(\.name) == ["concord_sgd", "concord_activation_relu"])
    #expect(launches.allSatisfy { $0.start <= $0.end })
    #expect(launches[0].start <= launches[1].start)
  }

  @Test("an operation of several kernels reports each of them")
  func severalKernels() throws {
    let device = try TestDevice.open()
    var builder = ProgramBuilder()
    let x = builder.tensor(TensorType([2, 3, 8, 8]))
    let w = builder.tensor(TensorType([4, 3, 3, 3]))
    try builder.add(Conv2D(ConvolutionGeometry(padding: 1)), [x, w])
    let launches = try builder.compiled(on: device).compiled.profile([])
    #expect(launches.allSatisfy { $0.operation == 0 })
    #expect(Set(launches.map(\.name)).isSuperset(of: ["concord_convolution_border", "concord_convolution_taps"]))
  }

  @Test("a wrong number of scalars is refused")
  func scalars() throws {
    let scene = try Scene(TestDevice.open())
    let error = #expect(throws: BackendError.self) { _ = try scene.compiled.profile([]) }
    #expect(error?.code == .invalidArgument)
  }

  @Test("every call of a profile that fails is an error, leaves nothing of it alive, and the next run works")
  func failures() throws {
    let faults = CallFaults()
    let scene = try Scene(TestDevice.open(TestDevice.backend(calls: OpenCLCalls(observer: faults))))
    let scalars = [Float(0).bitPattern]
    try scene.compiled.run(scalars)
    try scene.device.synchronize()
    let live = faults.liveCount
    faults.start()
    _ = try scene.compiled.profile(scalars)
    let counts = faults.counts.filter { !$0.key.rawValue.hasPrefix("clRelease") }
    #expect(Set(counts.keys).isSuperset(of: [.createCommandQueue, .enqueueNDRangeKernel, .getEventProfilingInfo, .finish]))
    for (function, count) in counts {
      for use in 0..<count {
        faults.start(failing: function, use: use)
        let error = #expect(throws: BackendError.self) { _ = try scene.compiled.profile(scalars) }
        #expect(error?.message.contains(function.rawValue) == true, "\(function), use \(use)")
        #expect(faults.liveCount == live, "\(function), use \(use)")
        faults.start()
        try scene.compiled.run(scalars)
        #expect(try scene.outputs() == (0..<40).map(Float.init))
      }
    }
  }

  @Test("a device whose kernels are compiled for it just now is as fast as one whose kernels were there")
  func coldPeak() throws {
    // What else runs on this machine may halve a figure now and then; a compiler's time makes it ten times less and more, each time.
    for attempt in 1...5 {
      // A source that no driver has seen.
      let name = "\n// \(UInt64.random(in: 0 ... .max))\n"
      let backend = TestDevice.backend(cache: KernelCache(folder: nil)) { $0 == .peak ? $0.source + name : $0.source }
      let device = try TestDevice.open(backend)
      let scratch = try device.allocate(byteCount: 24 << 20)
      let (cold, warm) = (try device.measurePeak(scratch: scratch), try device.measurePeak(scratch: scratch))
      let isAsFast =
        cold.multiplyAddsPerSecond > warm.multiplyAddsPerSecond / 4 && cold.bytesPerSecond > warm.bytesPerSecond / 4
      if isAsFast { return }
      #expect(attempt < 5, "cold: \(cold), warm: \(warm)")
    }
  }

  @Test("the peak of a device is measured in any scratch buffer that is large enough")
  func peak() throws {
    let device = try TestDevice.open()
    for byteCount in [768, 1000, 1 << 20] {
      let peak = try device.measurePeak(scratch: device.allocate(byteCount: byteCount))
      // The slowest conforming devices are simulators; the fastest do 10¹⁴ multiply-adds.
      #expect((1...1e16).contains(peak.multiplyAddsPerSecond))
      #expect((1...1e16).contains(peak.bytesPerSecond))
    }
    let small = try device.allocate(byteCount: 767)
    #expect(throws: BackendError.self) { _ = try device.measurePeak(scratch: small) }
    let foreign = try TestDevice.open().allocate(byteCount: 768)
    #expect(throws: BackendError.self) { _ = try device.measurePeak(scratch: foreign) }
  }
}
