/// Elementary functions of binary32 that give the same bits on every device.
///
/// Each is a fixed sequence of `+ − ×`, fused multiply-add, comparisons, selects and integer operations, written once here
/// and once, operation by operation, in `Kernels/exact.cl`. None calls the C library, none branches, none reads a table, so
/// loops over them can be vectorised. Every NaN result is the canonical one (0x7fc00000).
///
/// Largest errors, with the input where each occurs, are in `docs/numerics.md`.
public enum Exact {
  /// The product `a × b` plus `c`, rounded once.
  @inlinable @inline(__always)
  public static func fma(_ a: Float, _ b: Float, _ c: Float) -> Float {
    c.addingProduct(a, b)
  }

  /// The larger of two numbers. A NaN wins over numbers, and of two equal values (also −0 and +0) the first is kept.
  @inlinable @inline(__always)
  public static func maximum(_ a: Float, _ b: Float) -> Float {
    let second = (b > a) != (b != b)
    return second ? b : a
  }

  /// `x`, or the one canonical NaN where `x` is any NaN.
  @inlinable @inline(__always)
  public static func canonical(_ x: Float) -> Float {
    x == x ? x : nan
  }

  /// The canonical NaN.
  @inlinable @inline(__always)
  public static var nan: Float { Float(bitPattern: 0x7fc0_0000) }

  /// The magnitude of `x` with the sign of `sign`.
  @inlinable @inline(__always)
  static func copySign(_ x: Float, from sign: Float) -> Float {
    Float(bitPattern: (x.bitPattern & 0x7fff_ffff) | (sign.bitPattern & 0x8000_0000))
  }

  /// 2 to the power `n`, for n from −126 to 127.
  @inlinable @inline(__always)
  static func powerOfTwo(_ n: Int32) -> Float {
    Float(bitPattern: UInt32(bitPattern: n &+ 127) &<< 23)
  }
}
