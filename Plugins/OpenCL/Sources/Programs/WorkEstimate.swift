import ConcordKit

/// What there is to do, to cut launches that would take too long: an upper bound, and no prediction.
struct WorkEstimate {
  /// Multiplications followed by an addition, or steps that take as long.
  var steps: Double
  /// That are read or written, all of them from memory.
  var bytes: Double

  /// What it takes at most on a slow device of this kind.
  func seconds(on traits: DeviceTraits) -> Double {
    steps / traits.slowStepsPerSecond + bytes / DeviceTraits.slowBytesPerSecond
  }
}

extension DeviceTraits {
  /// Of the multiply-adds that its units could begin, one in twenty: kernels that are compiled badly, on a device that is busy with a display.
  /// An fma in integers takes 60 of them.
  fileprivate var slowStepsPerSecond: Double {
    let lanes = Double(max(1, info.computeUnits) * architecture.lanesPerUnit)
    return lanes * (clockRate ?? 5e8) / 20 / (usesSoftwareFMA ? 60 : 1)
  }

  /// A quarter of one channel of DDR3-1333's 10.7 GB/s.
  fileprivate static let slowBytesPerSecond = 2.7e9

  /// Seconds that a launch should take at most where nothing else is said: displays stand still meanwhile, and drivers end a kernel after a
  /// few.
  static let usualLaunchLimit = 0.1
}

extension Operands {
  /// Bytes of its tensors, each by itself.
  var byteCount: Double { tensorTypes.reduce(0) { $0 + Double($1.elementCount) * Double($1.element.byteCount) } }
}
