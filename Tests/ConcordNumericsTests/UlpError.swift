/// How far `value` lies from the exact `expected`, in units of the last place that binary32 has at `expected`.
///
/// A unit is at least the smallest denormal. Infinity counts as 2^128, so overflowing too early is an error and overflowing
/// where the exact result is beyond the largest finite number is none.
@inline(__always)
func ulpError(_ value: Float, _ expected: Double) -> Double {
  if expected.isNaN || value.isNaN { return expected.isNaN && value.isNaN ? 0 : .infinity }
  let limit = 0x1p+128
  let clampedExpected = max(-limit, min(limit, expected))
  let clampedValue = max(-limit, min(limit, Double(value)))
  let binade = Int(clampedExpected.bitPattern >> 52 & 0x7ff) - 1023
  let unitExponent = min(max(binade, -126), 127) - 23
  let inverseUnit = Double(bitPattern: UInt64(1023 - unitExponent) << 52)
  return (clampedValue - clampedExpected).magnitude * inverseUnit
}
