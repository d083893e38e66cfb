import ConcordKit

/// How fast a device is at best, found by `Kernels/peak.cl`: the fastest of several launches, each long enough that starting it
/// does not count.
struct PeakMeasurement {
  var device: OpenCLDevice
  var scratch: OpenCLBuffer

  /// Chains that a work-item keeps going, as `peak.cl` has them.
  private static let chains = 10
  private static let shortest = Duration.milliseconds(20)
  private static let repetitions = 12
  /// Repetitions end after this: simulators are slow.
  private static let longest = Duration.seconds(1)

  /// Floats of a vector in `peak.cl`: as many as a register holds.
  static func width(_ vectorWidth: Int) -> Int { [16, 8, 4].first { $0 <= vectorWidth } ?? 1 }

  private var local: Int { device.traits.style == .graphics ? device.traits.limits.elementGroup : 1 }

  func peak() throws(BackendError) -> DevicePeak {
    try device.synchronize()
    return try measured()
  }

  private func measured() throws(BackendError) -> DevicePeak {
    DevicePeak(multiplyAddsPerSecond: try multiplyAdds(), bytesPerSecond: try bytes())
  }

  private func multiplyAdds() throws(BackendError) -> Double {
    let name = KernelName(.peak, "concord_peak_multiply_adds")
    let kernel = try device.kernels.kernel(name)
    func setRounds(_ rounds: Int) throws(BackendError) {
      try device.calls.setArguments(
        ["out": .buffer(0), "factor": .float(0.999), "summand": .float(0.001), "rounds": .dimension(rounds)], of: kernel, name,
        memory: [scratch.memory])
    }
    // Longer loops first, more work-items then.
    var (rounds, items) = (64, 4 * max(1, device.info.computeUnits) * local)
    try setRounds(rounds)
    try warmUp(kernel)
    // One slow launch among fast ones is no reason to stop.
    while try min(time(kernel, items: items), time(kernel, items: items)) < Self.shortest, items < 1 << 28 {
      if rounds < min(device.traits.roundLimit / 4, 8192) {
        rounds *= 2
        try setRounds(rounds)
      } else {
        items *= 2
      }
    }
    let work = Double(items) * Double(rounds) * Double(Self.chains * Self.width(device.traits.vectorWidth))
    return work / (try best(kernel, items: items))
  }

  private func bytes() throws(BackendError) -> Double {
    let name = KernelName(.peak, "concord_peak_triad")
    let kernel = try device.kernels.kernel(name)
    // A launch takes every vector once; on processors a work-item takes many neighbours.
    let vectors = scratch.byteCount / 3 / MemoryAlignment.bytes * MemoryAlignment.bytes / 64
    let each = device.traits.style == .graphics ? 1 : min(256, max(1, vectors / (16 * max(1, device.info.computeUnits))))
    try device.calls.setArguments(
      ["a": .buffer(0), "factor": .float(0.5), "count": .count(vectors), "each": .dimension(each)], of: kernel, name,
      memory: [scratch.memory])
    try warmUp(kernel)
    return Double(vectors) * 16 * 12 / (try best(kernel, items: (vectors + each - 1) / each))
  }

  /// Some drivers compile a kernel when it first runs, or the processor wakes up then: neither is its speed.
  private func warmUp(_ kernel: Kernel) throws(BackendError) {
    for _ in 0..<2 { _ = try time(kernel, items: local) }
  }

  /// Seconds of the fastest run.
  private func best(_ kernel: Kernel, items: Int) throws(BackendError) -> Double {
    var best = Duration.seconds(1_000_000)
    let clock = ContinuousClock()
    let start = clock.now
    for repetition in 0..<Self.repetitions where repetition == 0 || clock.now - start < Self.longest {
      best = min(best, try time(kernel, items: items))
    }
    let (seconds, attoseconds) = best.components
    return Double(seconds) + Double(attoseconds) * 1e-18
  }

  private func time(_ kernel: Kernel, items: Int) throws(BackendError) -> Duration {
    let clock = ContinuousClock()
    let global = (items + local - 1) / local * local
    let start = clock.now
    try device.calls.start(kernel, global: [global], local: [local], on: device.queue)
    try device.synchronize()
    return clock.now - start
  }
}
