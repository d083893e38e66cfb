import ConcordKit
import ConcordTestSupport
import Foundation
import Testing

/// The shared libraries of this package, as a host finds them.
@Suite("Built plugins")
struct BuiltPluginsTests {
  private func path(_ name: String) throws -> String {
    try #require(PluginFile.path(name), "\(name) is not beside the tests; `swift build` builds it")
  }

  /// relu(x + b), which every backend here serves.
  private static func builder() throws -> (builder: ProgramBuilder, output: Int) {
    var builder = ProgramBuilder()
    let x = builder.tensor([2, 2, 2], [1, -2, 3, -4, 5, -6, 0.5, .nan])
    let b = builder.tensor([2], [0.5, 4])
    let y = try builder.add(Activation(.relu), builder.add(BiasAdd(), [x, b]))
    return (builder, y[0])
  }

  /// By hand: x + b = 1.5, -1.5, 7, 0, 5.5, -5.5, 4.5, NaN.
  private static let expected: [UInt32] = ([1.5, 0, 7, 0, 5.5, 0, 4.5] as [Float]).map(\.bitPattern)

  private func check(_ device: any Device) throws {
    let (builder, output) = try Self.builder()
    let bits = try builder.run(on: device).bits[output]
    #expect(Array(bits.prefix(7)) == Self.expected)
    #expect(Float(bitPattern: bits[7]).isNaN)
  }

  @Test("two copies of one Swift plugin, loaded at once, keep to themselves and both work")
  func twoSwiftPlugins() throws {
    let folder = try TemporaryFolder()
    let original = try path(PluginFile.reference)
    try FileManager.default.copyItem(atPath: original, toPath: folder.path("copy.so"))
    let one = try PluginLoader.load(path: original)
    let other = try PluginLoader.load(path: folder.path("copy.so"))
    #expect(one as AnyObject !== other as AnyObject)
    let (first, second) = (try one.open(device: 0, options: [:]), try other.open(device: 0, options: [:]))
    try check(first)
    try check(second)
    // An object of one is a stranger to the other.
    let stranger = try second.allocate(byteCount: 2048)
    #expect(throws: BackendError.self) { try first.compile(Self.builder().builder.program, buffers: [stranger]) }
  }

  @Test("the OpenCL plugin loads beside the reference, with or without an OpenCL platform")
  func openCLBesideReference() throws {
    let reference = try PluginLoader.load(path: path(PluginFile.reference))
    let openCL = try PluginLoader.load(path: path(PluginFile.openCL))
    #expect(openCL.name == "opencl")
    let devices = (try? openCL.devices()) ?? []
    for index in devices.indices { try check(openCL.open(device: index, options: ["allow-non-conforming": "true"])) }
    try check(reference.open(device: 0, options: [:]))
  }

  @Test("a plugin's objects outlive the last mention of their backend")
  func lifetime() throws {
    let buffer: any DeviceBuffer = try {
      try PluginLoader.load(path: path(PluginFile.reference)).open(device: 0, options: [:]).allocate(byteCount: 256)
    }()
    try [UInt8](repeating: 7, count: 256).withUnsafeBytes { try buffer.write($0, at: 0) }
    var bytes = [UInt8](repeating: 0, count: 256)
    try bytes.withUnsafeMutableBytes { try buffer.read(into: $0, at: 0) }
    #expect(bytes.allSatisfy { $0 == 7 })
  }

  @Test("the template serves its two operations exactly")
  func template() throws {
    let device = try PluginLoader.load(path: path(PluginFile.template)).open(device: 0, options: [:])
    #expect(device.info.conformance == .passed)
    try check(device)
  }

  @Test("the template refuses every other operation with its index and its name")
  func templateUnsupported() throws {
    let device = try PluginLoader.load(path: path(PluginFile.template)).open(device: 0, options: [:])
    var builder = ProgramBuilder()
    let a = builder.tensor(TensorType([4, 4]))
    let b = try builder.add(Activation(.relu), [a])
    try builder.add(MatMul(), [a, b[0]])
    for attempt in [{ _ = try device.workspace(for: builder.program) }, { _ = try builder.run(on: device) }] {
      let error = #expect(throws: BackendError.self) { try attempt() }
      #expect(error?.code == .unsupported)
      #expect(error?.operation == 1)
      #expect(error?.message.contains("'matmul'") == true)
    }
  }

  @Test("the template refuses a device that is not there and memory that is not there")
  func templateLimits() throws {
    let backend = try PluginLoader.load(path: path(PluginFile.template))
    let absent = #expect(throws: BackendError.self) { try backend.open(device: 1, options: [:]) }
    #expect(absent?.code == .notFound)
    let device = try backend.open(device: 0, options: [:])
    for byteCount in [Int.max, 1 << 60] {
      let error = #expect(throws: BackendError.self) { try device.allocate(byteCount: byteCount) }
      #expect(error?.code == .outOfMemory)
    }
  }

  @Test(
    "the template compiles alone, with a C compiler and the header",
    .enabled(if: CCompiler.path != nil, "needs a C compiler"))
  func templateAlone() throws {
    let folder = try TemporaryFolder()
    let source = CCompiler.root.appendingPathComponent("Plugins/Template/template.c").path
    let output = try CCompiler.run([
      "-std=c11", "-Wall", "-Wextra", "-Wpedantic", "-shared", "-fPIC", "-I\(CCompiler.headerFolder)", source, "-o",
      folder.path("template.so"),
    ])
    #expect(output.isEmpty, "no warnings")
    try check(PluginLoader.load(path: folder.path("template.so")).open(device: 0, options: [:]))
  }

  @Test("the threads backend serves what a perceptron needs, on any number of threads", arguments: ["1", "2", "7"])
  func threads(count: String) throws {
    let device = try PluginLoader.load(path: path(PluginFile.threads)).open(device: 0, options: ["threads": count])
    #expect(device.info.conformance == .passed)
    #expect(device.info.computeUnits == Int(count))
    try check(device)
    // Large enough to be divided: each element is 3 · 2 + 1, exact in any order.
    var builder = ProgramBuilder()
    let a = builder.tensor([67, 3], [Float](repeating: 1, count: 67 * 3))
    let b = builder.tensor([3, 1031], [Float](repeating: 2, count: 3 * 1031))
    let bias = builder.tensor([1031], [Float](repeating: 1, count: 1031))
    let c = try builder.add(MatMul(bias: true, activation: .relu), [a, b, bias])[0]
    #expect(try builder.run(on: device, times: 3).floats(c).allSatisfy { $0 == 7 })
  }

  @Test("the threads backend says which operation it does not serve")
  func threadsUnsupported() throws {
    let device = try PluginLoader.load(path: path(PluginFile.threads)).open(device: 0, options: [:])
    var builder = ProgramBuilder()
    let x = try builder.add(Activation(.relu), [builder.tensor(TensorType([4, 4]))])
    try builder.add(SoftmaxOperation(), x)
    for attempt in [{ _ = try device.workspace(for: builder.program) }, { _ = try builder.run(on: device) }] {
      let error = #expect(throws: BackendError.self) { try attempt() }
      #expect(error?.code == .unsupported)
      #expect(error?.operation == 1)
      #expect(error?.message.contains("'softmax'") == true)
    }
  }

  @Test("the threads backend measures what its processor can at best, with a buffer of its own")
  func threadsPeak() throws {
    let backend = try PluginLoader.load(path: path(PluginFile.threads))
    let device = try backend.open(device: 0, options: ["threads": "2"])
    let scratch = try device.allocate(byteCount: 1 << 20)
    let peak = try device.measurePeak(scratch: scratch)
    // From an emulated fma to a machine of a thousand processors.
    #expect((1e6...1e15).contains(peak.multiplyAddsPerSecond))
    #expect((1e6...1e15).contains(peak.bytesPerSecond))
    let other = try backend.open(device: 0, options: ["threads": "1"])
    #expect(throws: BackendError.self) { _ = try other.measurePeak(scratch: scratch) }
  }

  @Test("the threads backend refuses a number of threads that cannot be", arguments: ["0", "-1", "many", "", "1025"])
  func threadsOption(value: String) throws {
    let backend = try PluginLoader.load(path: path(PluginFile.threads))
    let error = #expect(throws: BackendError.self) { try backend.open(device: 0, options: ["threads": value]) }
    #expect(error?.code == .invalidArgument)
    #expect(error?.message.contains("threads is '\(value)'") == true)
  }

  #if canImport(Glibc) && arch(x86_64)
    @Test(
      "a C plugin refuses a device that flushes denormals, and labels it where it is used all the same",
      arguments: [PluginFile.template, PluginFile.threads])
    func flushing(plugin: String) throws {
      let backend = try PluginLoader.load(path: path(plugin))
      var refused: BackendError?
      let labelled = try FloatingPointMode.flushingDenormals {
        do { _ = try backend.open(device: 0, options: [:]) } catch { refused = error as? BackendError }
        return try backend.open(device: 0, options: ["allow-non-conforming": "true"]).info
      }
      #expect(refused?.code == .nonConforming)
      #expect(labelled.conformance == .failed)
    }
  #endif
}
