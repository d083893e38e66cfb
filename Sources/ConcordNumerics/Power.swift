/// `base` to a whole power, for the scalars of a step (such as Adam's 1 − β^t), computed once on the host.
///
/// Binary64, so that rounding to binary32 afterwards loses nothing; by repeated squaring in a fixed order, since the C
/// libraries' `pow` differ in their last bit. With e = Σ bᵢ 2^i the factors base^(2^i) of the set bits are multiplied in
/// from the lowest: result = result × square where bᵢ = 1, then square = square × square.
public func power(_ base: Double, _ exponent: UInt64) -> Double {
  var result = 1.0
  var square = base
  var bits = exponent
  while bits != 0 {
    if bits & 1 == 1 { result *= square }
    bits &>>= 1
    if bits != 0 { square *= square }
  }
  return result
}
