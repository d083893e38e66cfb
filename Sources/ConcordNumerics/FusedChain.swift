/// Contractions: one chain of fused multiply-adds in ascending order.
public enum FusedChain {
  /// fma(a(n−1), b(n−1), … fma(a(1), b(1), fma(a(0), b(0), start)) …).
  @inlinable @inline(__always)
  public static func dot(
    count: Int, from start: Float = 0, _ a: (Int) -> Float, _ b: (Int) -> Float
  ) -> Float {
    var accumulator = start
    for k in 0..<max(0, count) { accumulator = Exact.fma(a(k), b(k), accumulator) }
    return accumulator
  }

  /// Takes one term of `outputs.count` chains at once: `outputs[j] = fma(a, b[j], outputs[j])`.
  ///
  /// Walking k outside and j inside leaves every output its own ascending chain, and lets the inner loop be vectorised.
  /// `b` must hold at least `outputs.count` elements.
  @inlinable @inline(__always)
  public static func accumulate(
    _ a: Float, _ b: UnsafeBufferPointer<Float>, into outputs: UnsafeMutableBufferPointer<Float>
  ) {
    precondition(b.count >= outputs.count, "the row is shorter than the outputs")
    for j in outputs.indices { outputs[j] = Exact.fma(a, b[j], outputs[j]) }
  }
}
