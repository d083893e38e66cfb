import ConcordKit

/// Finds out whether a device runs long loops to their end.
///
/// Mesa's llvmpipe (22.3, through rusticl) leaves every loop after 65,535 rounds, all loops of a work-item together, and goes on
/// as if it had ended. No property of the device tells, so it is tried.
struct LoopCheck {
  var calls: OpenCLCalls
  var context: Context
  var queue: Queue
  var kernels: KernelLibrary

  static let rounds: UInt32 = 100_000
  /// What is allowed where long loops fail: half of what llvmpipe was seen to allow.
  static let limit = 32_768

  /// ``DeviceTraits/roundLimit``.
  func roundLimit() throws(BackendError) -> Int {
    do throws(BackendError) {
      let output = try calls.buffer(byteCount: MemoryLayout<UInt32>.size, in: context)
      let name = KernelName(.loop, "concord_loop")
      let kernel = try kernels.kernel(name)
      let seed: UInt32 = 1
      try calls.setArguments(
        ["out": .buffer(0), "seed": .uint(seed), "rounds": .uint(Self.rounds)], of: kernel, name, memory: [output])
      try calls.start(kernel, global: [1], local: [1], on: queue)
      var result = [UInt32(0)]
      try calls.read(output, into: &result, on: queue)
      return result[0] == Self.state(after: Self.rounds, from: seed) ? .max : Self.limit
    } catch {
      throw BackendError(error.code, "checking the device's loops: \(error.message)")
    }
  }

  /// ``DeviceLimits/waveItems``, as the kernel has it.
  func waveItems(on device: DeviceID) throws(BackendError) -> Int {
    do throws(BackendError) {
      return try calls.properties(of: try kernels.kernel(KernelName(.loop, "concord_loop")), on: device).waveItems
    } catch {
      throw BackendError(error.code, "checking the device's loops: \(error.message)")
    }
  }

  /// What `Kernels/loop.cl` computes.
  static func state(after rounds: UInt32, from seed: UInt32) -> UInt32 {
    var state = seed
    for _ in 0..<rounds {
      state ^= state << 13
      state ^= state >> 17
      state ^= state << 5
    }
    return state
  }
}
