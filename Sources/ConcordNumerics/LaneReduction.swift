/// Row reductions over 64 lanes.
///
/// Lane l starts from the neutral element (+0 for a sum, −∞ for a maximum) and takes the elements l, l + 64, l + 128 … in
/// ascending order. Then a halving tree: lane i takes lane i + 32, then 16, 8, 4, 2, 1. A vector loop and a work-group of
/// any size can do exactly this.
public enum LaneReduction {
  /// The number of lanes.
  @inlinable public static var lanes: Int { 64 }

  /// The sum of `element(0)` … `element(count − 1)`; +0 for none.
  @inlinable @inline(__always)
  public static func sum(count: Int, _ element: (Int) -> Float) -> Float {
    reduce(count: count, neutral: 0, element) { $0 + $1 }
  }

  /// The largest of `element(0)` … `element(count − 1)`; −∞ for none. A NaN wins over numbers.
  @inlinable @inline(__always)
  public static func maximum(count: Int, _ element: (Int) -> Float) -> Float {
    reduce(count: count, neutral: -Float.infinity, element) { Exact.maximum($0, $1) }
  }

  /// The sum of contiguous values.
  @inlinable
  public static func sum(_ values: UnsafeBufferPointer<Float>) -> Float {
    sum(count: values.count) { values[$0] }
  }

  /// The largest of contiguous values.
  @inlinable
  public static func maximum(_ values: UnsafeBufferPointer<Float>) -> Float {
    maximum(count: values.count) { values[$0] }
  }

  /// The sum of `a(0) × b(0)` … `a(count − 1) × b(count − 1)`: a lane takes fma(a, b, lane).
  ///
  /// Every lane takes part in the tree, one that took nothing as +0: a lane is −0 where a product underflowed.
  @inlinable @inline(__always)
  public static func sumOfProducts(count: Int, _ a: (Int) -> Float, _ b: (Int) -> Float) -> Float {
    withUnsafeTemporaryAllocation(of: Float.self, capacity: lanes) { lane in
      lane.initialize(repeating: 0)
      for i in 0..<max(0, count) { lane[i & (lanes &- 1)] = Exact.fma(a(i), b(i), lane[i & (lanes &- 1)]) }
      var width = lanes / 2
      while width > 0 {
        for l in 0..<width { lane[l] = lane[l] + lane[l &+ width] }
        width /= 2
      }
      return lane[0]
    }
  }

  /// Folds the elements into the lanes, then the lanes into one.
  ///
  /// Lanes that took no element are left out of the tree: combining with the neutral element changes nothing, since a lane
  /// that began at +0 is never −0.
  @inlinable @inline(__always)
  static func reduce(
    count: Int, neutral: Float, _ element: (Int) -> Float, _ combine: (Float, Float) -> Float
  ) -> Float {
    withUnsafeTemporaryAllocation(of: Float.self, capacity: lanes) { lane in
      lane.initialize(repeating: neutral)
      var start = 0
      while start &+ lanes <= count {
        for l in 0..<lanes { lane[l] = combine(lane[l], element(start &+ l)) }
        start &+= lanes
      }
      for l in 0..<(count &- start) { lane[l] = combine(lane[l], element(start &+ l)) }

      var used = min(count, lanes)
      var width = lanes / 2
      while width > 0 {
        for l in 0..<max(0, used &- width) { lane[l] = combine(lane[l], lane[l &+ width]) }
        used = min(used, width)
        width /= 2
      }
      return lane[0]
    }
  }
}
