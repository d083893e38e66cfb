import ConcordKit
import ConcordNumerics
import Foundation
import Testing

@testable import ConcordOpenCL

/// The OpenCL device that the tests use: the one that `CONCORD_TEST_OPENCL_DEVICE` names by its number or by a part of its
/// platform's or its own name, else the first. With `CONCORD_TEST_VECTOR_WIDTH` it takes the kernels for registers of so many floats; with
/// `CONCORD_TEST_PRETEND` it pretends to be that device.
enum TestDevice {
  /// Why the tests of this room cannot run here, should they be skipped.
  static let missing: Comment = "no OpenCL device was found (or none that CONCORD_TEST_OPENCL_DEVICE names)"

  static let index: Int? = {
    guard let devices = try? OpenCLBackend(cache: KernelCache(folder: nil)).devices() else { return nil }
    guard let wanted = ProcessInfo.processInfo.environment["CONCORD_TEST_OPENCL_DEVICE"], !wanted.isEmpty else {
      return devices.isEmpty ? nil : 0
    }
    if let number = Int(wanted) { return devices.indices.contains(number) ? number : nil }
    return devices.firstIndex { "\($0.platform) \($0.name)".lowercased().contains(wanted.lowercased()) }
  }()

  static var isThere: Bool { index != nil }

  /// Whether the device's own `fma` rounds once, so that a kernel that calls it can have the bits.
  static let hasExactFMA: Bool = {
    guard let device = (try? open()) as? OpenCLDevice else { return false }
    return !device.traits.usesSoftwareFMA
  }()

  /// The probe that decides how kernels are compiled. The others have a test of their own.
  static let deciding = NumericsProbe.all.filter { $0.function == .fusedMultiplyAdd }

  /// A backend that skips most of the check of the device's arithmetic.
  static func backend(
    calls: OpenCLCalls = OpenCLCalls(), cache: KernelCache = .standard(), probes: [NumericsProbe] = deciding,
    source: @escaping @Sendable (KernelFamily) -> String = { $0.source }
  ) -> OpenCLBackend {
    OpenCLBackend(calls: calls, cache: cache, probes: probes, source: source)
  }

  static func open(_ options: [String: String] = [:]) throws -> any Device { try open(backend(), options) }

  static func open(_ backend: OpenCLBackend, _ options: [String: String] = [:]) throws -> any Device {
    try backend.open(device: try #require(index), options: defaults.merging(options) { $1 })
  }

  private static let defaults: [String: String] = {
    let variables = ["vector-width": "CONCORD_TEST_VECTOR_WIDTH", "pretend": "CONCORD_TEST_PRETEND"]
    return variables.compactMapValues { ProcessInfo.processInfo.environment[$0] }.filter { !$0.value.isEmpty }
  }()
}
