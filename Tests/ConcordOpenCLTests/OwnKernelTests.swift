import ConcordKit
import ConcordTestSupport
import Foundation
import Testing

@testable import ConcordConformance
@testable import ConcordOpenCL

// Where it has no exact fma of its own acceptance judges the examples by distance.
@Suite(
  "Kernels of a program's own",
  .enabled(if: TestDevice.isThere, TestDevice.missing),
  .enabled(if: TestDevice.hasExactFMA, "this device's own fma is not exact"))
struct OwnKernelTests {
  private func target() throws -> ConformanceTarget {
    let backend = TestDevice.backend()
    return try ConformanceTarget(backend: backend, index: try #require(TestDevice.index), device: try TestDevice.open(backend))
  }

  /// The first failures of a kernel's cases, of some of them.
  private func failures(_ description: KernelDescription, every: Int = 1) throws -> [String] {
    let target = try target()
    let cases = try KernelCases(description).cases()
    return stride(from: 0, to: cases.count, by: every).compactMap { number in
      switch cases[number].outcome(on: target) {
      case .failed(let failure): failure.description
      case .passed: nil
      case let other: "\(other)"
      }
    }
  }

  private func example(_ name: String) throws -> KernelDescription {
    try KernelDescription(contentsOf: CCompiler.root.appendingPathComponent("Examples/kernels/\(name).json").path)
  }

  @Test("a kernel to start from passes as it is", arguments: KernelStart.all.map(\.operation))
  func starts(operation: String) throws {
    let start = try #require(KernelStart.of(operation))
    let folder = try TemporaryFolder()
    try start.description.write(toFile: folder.path("\(operation).json"), atomically: true, encoding: .utf8)
    try start.source.write(toFile: folder.path("\(operation).cl"), atomically: true, encoding: .utf8)
    #expect(try failures(try KernelDescription(contentsOf: folder.path("\(operation).json")), every: 7) == [])
  }

  @Test(
    "the examples keep what they promise",
    arguments: ["matmul_naive", "matmul_tiled", "matmul_vector", "softmax_rows", "layer_norm", "conv3x3"])
  func examples(name: String) throws { #expect(try failures(try example(name), every: 3) == []) }

  @Test(
    "a planted mistake is caught, and named",
    arguments: [
      ("off_by_one", "bytes after the end of c: is a bound off?"), ("missing_barrier", "its work-items race"),
      ("wrong_stride", "differs from the reference"), ("uninitialised", "an accumulator without a first value"),
      ("mad_for_fma", "calls mad, which devices round as they like: the definition says fma"),
    ])
  func mistakes(name: String, words: String) throws {
    let failures = try failures(try example("broken/\(name)"), every: 3)
    #expect(failures.contains { $0.contains(words) }, "\(failures)")
  }

  @Test(
    "a source that has no such kernel, or other parameters, is one failure that ends all",
    arguments: [
      ("kernel void other(global float *c) { c[0] = 1; }", "it has: other"),
      ("kernel void k(global float *c, int n) { c[0] = n; }", "has 2 parameters, but 1 arguments"),
    ])
  func builds(source: String, words: String) throws {
    var description = try example("matmul_naive")
    (description.source, description.entry) = (source, "k")
    description.arguments = [.tensor("c")]
    let cases = try KernelCases(description).cases()
    guard case .failed(let failure) = cases[1].outcome(on: try target()) else {
      Issue.record("it passed")
      return
    }
    #expect(failure.endsAll && failure.description.contains(words), "\(failure)")
  }

  @Test("groups that the device does not have are not served, as on a device that is pretended")
  func limits() throws {
    var description = try example("matmul_naive")
    description.global = [try SizeExpression("align(n, 4096)"), try SizeExpression("align(m, 64)")]
    description.local = [try SizeExpression("4096"), try SizeExpression("64")]
    let outcome = try KernelCases(description).cases()[1].outcome(on: try target())
    guard case .unsupported(let why) = outcome else {
      Issue.record("\(outcome)")
      return
    }
    #expect(why.contains("CL_DEVICE_MAX_WORK_GROUP_SIZE"))
  }

  @Test("parts of the scratch memory lie apart, and the suite's own rule holds")
  func scratch() throws {
    let target = try target()
    for example in ConformanceSuite.cases(modes: [.contract], filter: CaseFilter("contract[own-kernel]")) {
      #expect(example.outcome(on: target) == .passed)
    }
    let own = OwnKernel(
      title: "t",
      source: """
        kernel void t(global float *y, global float *a, global float *b) {
          for (int i = 0; i < 3; i++) a[i] = i;
          for (int i = 0; i < 3; i++) b[i] = 10;
          for (int i = 0; i < 3; i++) y[i] = a[i] + b[i];
        }
        """, entry: "t", arguments: [.output(0), .scratch(12), .scratch(12)], global: [1], outputs: [TensorType([3])])
    #expect(own.scratchByteCount == 4096 + 12)
    var builder = ProgramBuilder()
    let y = try builder.add(own, [])[0]
    #expect(try builder.run(on: target.device).floats(y) == [10, 11, 12])
  }

  @Test("nothing is left alive where a call fails on the way")
  func faults() throws {
    let own = OwnKernel(
      title: "t", source: "kernel void t(global const float *x, global float *y, local float *l) { y[0] = x[0]; }", entry: "t",
      arguments: [.input(0), .output(0), .local(16)], global: [1], outputs: [TensorType([1])])
    for function in [OpenCLFunction.createProgramWithSource, .buildProgram, .createKernel, .createSubBuffer, .setKernelArg] {
      let faults = CallFaults()
      do {
        let device = try TestDevice.open(TestDevice.backend(calls: OpenCLCalls(observer: faults)))
        var builder = ProgramBuilder()
        let x = builder.tensor([1], [1 as Float])
        let y = try builder.add(own, [x])[0]
        faults.start(failing: function)
        #expect(throws: BackendError.self, "\(function)") { try builder.run(on: device) }
        #expect(faults.hasFailed, "\(function)")
        faults.start()
        #expect(try builder.run(on: device).floats(y) == [1])
      }
      #expect(faults.liveCount == 0, "\(function)")
    }
  }
}
