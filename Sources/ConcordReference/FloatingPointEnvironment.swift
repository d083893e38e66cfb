/// Whether this process computes as IEEE 754 says.
///
/// The processor does, but a library that was built with relaxed arithmetic can switch denormals off for a whole thread when it
/// is loaded, and another rounding mode may be set.
enum FloatingPointEnvironment {
  /// What is wrong with it and what to do, or nil. Looks at the calling thread.
  static func problem() -> String? {
    let smallest = opaque(Float.leastNonzeroMagnitude)
    let leastNormal = opaque(Float.leastNormalMagnitude)
    guard (smallest * opaque(2)).bitPattern == 2, (leastNormal * opaque(0.5)).bitPattern == 0x0040_0000 else {
      return advice("denormal numbers are flushed to zero")
    }
    // 1 + 2⁻²⁴ is halfway between 1 and the next number: to nearest even, it and its negative round to ±1.
    let half = opaque(0x1p-24)
    guard opaque(1) + half == 1, opaque(-1) - half == -1, opaque(1) + opaque(0x1.8p-24) > 1 else {
      return advice("the rounding mode is not 'to nearest even'")
    }
    return nil
  }

  private static func advice(_ problem: String) -> String {
    "\(problem) in this process; a library built with -ffast-math that was loaded into it does that: remove it"
  }

  /// Keeps the compiler from computing the answers itself, in its own environment.
  @inline(never)
  @_optimize(none)
  private static func opaque(_ value: Float) -> Float { value }
}
