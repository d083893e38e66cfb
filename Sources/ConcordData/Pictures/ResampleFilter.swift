/// How pixels of one size are made of those of another: the filters of Pillow's `Image.resize`.
public enum ResampleFilter: String, Sendable, Hashable, Codable, CaseIterable {
  /// The pixel that is there.
  case nearest
  /// The mean of the pixels that a new one covers.
  case box
  /// A triangle.
  case bilinear
  /// Keys' cubic with a = −½.
  case bicubic
  /// sinc(x) · sinc(x / 3).
  case lanczos

  /// From the middle to where it is 0, in pixels.
  var support: Double {
    switch self {
    case .nearest: 0
    case .box: 0.5
    case .bilinear: 1
    case .bicubic: 2
    case .lanczos: 3
    }
  }

  func weight(_ x: Double) -> Double {
    let distance = abs(x)
    switch self {
    case .nearest: return 0
    case .box: return x > -0.5 && x <= 0.5 ? 1 : 0
    case .bilinear: return distance < 1 ? 1 - distance : 0
    case .bicubic:
      let a = -0.5
      if distance < 1 { return ((a + 2) * distance - (a + 3)) * distance * distance + 1 }
      return distance < 2 ? (((distance - 5) * distance + 8) * distance - 4) * a : 0
    case .lanczos: return x >= -3 && x < 3 ? Self.sinc(x) * Self.sinc(x / 3) : 0
    }
  }

  /// sin(πx) / πx.
  private static func sinc(_ x: Double) -> Double {
    if x == 0 { return 1 }
    let angle = x * .pi
    return sine(angle) / angle
  }

  /// The sine of an angle of at most some turns, within some ulps, by operations that are rounded alike everywhere; a system's `sin` need not be.
  static func sine(_ angle: Double) -> Double {
    let halfTurns = (angle / .pi).rounded()
    // π in three parts, of which the first two have so few bits that their products with small numbers are exact.
    let high = 0x1.921fb54p+1
    let middle = 0x1.10b4610p-29
    let low = 0x1.a62633145c06ep-57
    let rest = ((angle - halfTurns * high) - halfTurns * middle) - halfTurns * low
    let square = rest * rest
    // Taylor's series; |rest| ≤ π/2, so that what is left out is below 2^−60.
    var sum = 0.0
    for power in stride(from: 23.0, to: 1, by: -2) { sum = (1 + sum) * (-square / (power * (power - 1))) }
    let value = rest + rest * sum
    return halfTurns.truncatingRemainder(dividingBy: 2) == 0 ? value : -value
  }
}
