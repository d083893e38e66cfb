extension LaneReduction {
  /// The sum of the squares of `element(0)` … `element(count − 1)`; +0 for none.
  ///
  /// A lane takes an element x as fma(x, x, lane); the lanes are summed as in ``sum(count:_:)``.
  @inlinable @inline(__always)
  public static func sumOfSquares(count: Int, _ element: (Int) -> Float) -> Float {
    withUnsafeTemporaryAllocation(of: Float.self, capacity: lanes) { lane in
      lane.initialize(repeating: 0)
      for i in 0..<count {
        let x = element(i)
        lane[i % lanes] = Exact.fma(x, x, lane[i % lanes])
      }
      return sum(UnsafeBufferPointer(lane))
    }
  }
}
