import ConcordKit
import ConcordTestSupport
import Foundation
import Synchronization
import Testing

@testable import ConcordOpenCL

/// PoCL, where it is what the tests run on.
private var portable: FoundDevice? {
  guard let index = TestDevice.index, let found = try? Discovery(OpenCLCalls()).devices[index] else { return nil }
  return found.traits.compilesOneAtATime ? found : nil
}

@Suite("compiling in other processes", .enabled(if: portable != nil, "a driver that compiles one kernel at a time"))
struct SharedCompilingTests {
  private static let options = "-cl-std=CL1.2 -w"
  private let identity: String

  init() throws { identity = try #require(portable).traits.identity }

  private func source(_ name: String) -> String { "kernel void \(name)(global uint *x) { x[get_global_id(0)] = 1; }" }

  @Test("its program lies beside what the build made, and compiles what it is sent, one after another")
  func process() throws {
    #expect(CompilerProcess.program != nil, "`swift build` puts concord-opencl-compiler beside the tests")
    let process = try #require(CompilerProcess(for: identity))
    let binary = try #require(process.compile(source("one"), options: Self.options))
    #expect(process.compile("this is no kernel", options: Self.options) == nil)
    #expect(process.compile(source("two"), options: Self.options) != nil)
    let calls = OpenCLCalls()
    let device = try #require(portable).device
    let program = try calls.program(binary: binary, for: device, in: calls.context(for: device))
    try calls.build(program, options: Self.options, for: device)
    _ = try calls.kernel("one", of: program)
    #expect(throws: BackendError.self) { try calls.kernel("two", of: program) }
  }

  @Test("a process for a device that is not there, or one that was ended, compiles nothing and keeps nobody waiting")
  func ended() throws {
    let process = try #require(CompilerProcess(for: "another device"))
    #expect(process.compile(source("one"), options: Self.options) == nil)
  }

  @Test("every request is compiled once, here or elsewhere; what fails elsewhere is left out")
  func shares() throws {
    let shared = SharedCompiling(for: identity)
    let requests = ["a", "b", "c", "d", "e"].map { SharedCompiling.Request(source: source($0), options: Self.options) }
    let own = Mutex<[Int]>([])
    let binaries = shared.compile(requests) { number in own.withLock { $0.append(number) } }
    let numbers = own.withLock { $0 }
    #expect(Set(numbers).count == numbers.count)
    #expect(binaries.count == requests.count)
    for number in requests.indices { #expect((binaries[number] != nil) != numbers.contains(number)) }
    // Nobody elsewhere knows the device: all is done here.
    let alone = SharedCompiling(for: "another device")
    let rest = Mutex(0)
    let none = alone.compile(requests) { _ in rest.withLock { $0 += 1 } }
    #expect(none.allSatisfy { $0 == nil })
    #expect(rest.withLock { $0 } >= requests.count - ParallelWork.cores)
  }

  @Test("a device whose kernels others compiled computes the same bits, and keeps every kernel")
  func bits() throws {
    var results: [[UInt32]] = []
    var kept: [[String]] = []
    for option in ["true", "false"] {
      let folder = try TemporaryFolder()
      let cache = KernelCache(folder: folder.path("kernels"))
      let device = try TestDevice.open(TestDevice.backend(cache: cache), ["compile-in-processes": option])
      var builder = ProgramBuilder()
      let x = builder.tensor(TensorType([40]))
      try builder.add(Activation(.tanh), [x])
      try builder.add(Activation(.relu), [x])
      try builder.add(Multiply(), [x, x])
      let buffer = try device.allocate(byteCount: 1024)
      try (0..<40).map { Float($0) / 8 - 2 }.withUnsafeBytes { try buffer.write($0, at: 0) }
      try device.compile(builder.program, buffers: [buffer]).run([])
      var words = [UInt32](repeating: 0, count: 256)
      try words.withUnsafeMutableBytes { try buffer.read(into: $0, at: 0) }
      results.append(words)
      kept.append(try FileManager.default.contentsOfDirectory(atPath: folder.path("kernels")).sorted())
    }
    #expect(results[0] == results[1])
    // Those of the first programs, which the other device compiles when it is asked for them, come on top.
    #expect(Set(kept[1]).isSubset(of: kept[0]))
    #expect(kept[1].count >= 4)
  }
}
