extension Exact {
  /// a × b + c rounded once, in integers only.
  ///
  /// ``fma(_:_:_:)`` gives the same bits; this is the definition that kernels follow on devices whose `fma` is not exact
  /// (some flush denormals in it or lose the sign of a zero). The 48-bit product and the addend meet in a 64-bit window:
  /// whichever would reach out of it at the bottom leaves a sticky bit, far enough below the result's last place. The sum is
  /// rounded once, to nearest even, denormal results included.
  @inlinable @inline(__always)
  public static func softwareFMA(_ a: Float, _ b: Float, _ c: Float) -> Float {
    let magnitudeA = a.bitPattern & 0x7fff_ffff
    let magnitudeB = b.bitPattern & 0x7fff_ffff
    let magnitudeC = c.bitPattern & 0x7fff_ffff
    let negativeProduct = (a.bitPattern ^ b.bitPattern) &>> 31
    let negativeAddend = c.bitPattern &>> 31

    // A denormal has exponent field 1 without the leading bit.
    let normalA = magnitudeA >= 0x0080_0000
    let normalB = magnitudeB >= 0x0080_0000
    let normalC = magnitudeC >= 0x0080_0000
    let exponentA = normalA ? magnitudeA &>> 23 : 1
    let exponentB = normalB ? magnitudeB &>> 23 : 1
    let exponentC = normalC ? magnitudeC &>> 23 : 1
    let mantissaA = (magnitudeA & 0x007f_ffff) | (normalA ? 0x0080_0000 : 0)
    let mantissaB = (magnitudeB & 0x007f_ffff) | (normalB ? 0x0080_0000 : 0)
    let mantissaC = (magnitudeC & 0x007f_ffff) | (normalC ? 0x0080_0000 : 0)
    let product = UInt64(mantissaA) &* UInt64(mantissaB)

    // How far the addend's last bit stands above the product's. The window has room for 38 places to the left of the
    // addend's bits, 14 to the left of the product's; the other of the two moves right by what remains.
    let apart = Int32(bitPattern: exponentC &+ 150) &- Int32(bitPattern: exponentA &+ exponentB)
    let distance = product == 0 ? 0 : apart
    let above = distance > 0 ? distance : 0
    let below = distance < 0 ? 0 &- distance : 0
    let leftC = above > 38 ? 38 : above
    let leftP = below > 14 ? 14 : below
    let windowP = shiftRightSticky(product &<< UInt64(truncatingIfNeeded: leftP), above &- leftC)
    let windowC = shiftRightSticky(UInt64(mantissaC) &<< UInt64(truncatingIfNeeded: leftC), below &- leftP)
    // The window's last bit is worth 2^(exponent − 150).
    let exponent = Int32(bitPattern: exponentC) &- leftC &+ below &- leftP

    let opposite = negativeProduct != negativeAddend
    let smaller = windowP < windowC
    let difference = smaller ? windowC &- windowP : windowP &- windowC
    let sum = opposite ? difference : windowP &+ windowC
    let largerSign = smaller ? negativeAddend : negativeProduct
    let sign = sum == 0 ? negativeProduct & negativeAddend : largerSign

    // Keep 24 bits, or, of a denormal, those down to 2^−149.
    let top = 63 &- Int32(truncatingIfNeeded: (sum | 1).leadingZeroBitCount)
    let normalDrop = top &- 23
    let denormalDrop = 1 &- exponent
    let drop = normalDrop > denormalDrop ? normalDrop : denormalDrop
    let biased = exponent &+ drop
    let right = drop > 0 ? drop : 0
    let left = drop < 0 ? 0 &- drop : 0
    let kept = (sum &>> UInt64(truncatingIfNeeded: right)) &<< UInt64(truncatingIfNeeded: left)
    let dropped = sum & ((1 &<< UInt64(truncatingIfNeeded: right)) &- 1)
    let twice = dropped &<< 1 &+ (kept & 1)
    let up: UInt32 = right > 0 && twice > 1 &<< UInt64(truncatingIfNeeded: right) ? 1 : 0
    let finite = (UInt32(bitPattern: biased &- 1) &<< 23) &+ UInt32(truncatingIfNeeded: kept) &+ up
    let bounded = sum == 0 ? 0 : (biased > 254 ? 0x7f80_0000 : finite)
    let result = Float(bitPattern: bounded | sign &<< 31)

    let special = magnitudeA >= 0x7f80_0000 || magnitudeB >= 0x7f80_0000
    let infinite = magnitudeC >= 0x7f80_0000 ? c : result
    return canonical(special ? a * b + c : infinite)
  }

  /// `x` moved right by `count` places (0 or more), its last bit set if a bit set was lost.
  @inlinable @inline(__always)
  static func shiftRightSticky(_ x: UInt64, _ count: Int32) -> UInt64 {
    let places = UInt64(truncatingIfNeeded: count > 63 ? 63 : count)
    let kept = x &>> places
    return kept | (kept &<< places != x ? 1 : 0)
  }
}
