import ConcordNumerics

#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// The elementary functions, each with an independent reference in binary64 and the error that docs/numerics.md states.
enum ElementaryFunction: String, CaseIterable, Sendable {
  case exp, log, log1p, tanh, sigmoid, erf, sin, cos

  /// The largest error over all inputs in units of the last place, rounded up in the third decimal.
  var largestError: Double {
    switch self {
    case .exp: 0.988
    case .log: 0.883
    case .log1p: 1.599
    case .tanh: 1.449
    case .sigmoid: 2.402
    case .erf: 1.101
    case .sin: 1.536
    case .cos: 1.540
    }
  }

  enum Symmetry { case none, odd, even }

  var symmetry: Symmetry {
    switch self {
    case .tanh, .erf, .sin: .odd
    case .cos: .even
    case .exp, .log, .log1p, .sigmoid: .none
    }
  }

  /// `outputs[i]` = the function of `inputs[i]`. The switch stands outside of the loops, so that they are vectorised.
  func apply(_ inputs: UnsafeBufferPointer<Float>, _ outputs: UnsafeMutableBufferPointer<Float>) {
    let count = min(inputs.count, outputs.count)
    switch self {
    case .exp: for i in 0..<count { outputs[i] = Exact.exp(inputs[i]) }
    case .log: for i in 0..<count { outputs[i] = Exact.log(inputs[i]) }
    case .log1p: for i in 0..<count { outputs[i] = Exact.log1p(inputs[i]) }
    case .tanh: for i in 0..<count { outputs[i] = Exact.tanh(inputs[i]) }
    case .sigmoid: for i in 0..<count { outputs[i] = Exact.sigmoid(inputs[i]) }
    case .erf: for i in 0..<count { outputs[i] = Exact.erf(inputs[i]) }
    case .sin: for i in 0..<count { outputs[i] = Exact.sin(inputs[i]) }
    case .cos: for i in 0..<count { outputs[i] = Exact.cos(inputs[i]) }
    }
  }

  func callAsFunction(_ x: Float) -> Float {
    var y: Float = 0
    withUnsafePointer(to: x) { input in
      withUnsafeMutablePointer(to: &y) { output in
        apply(UnsafeBufferPointer(start: input, count: 1), UnsafeMutableBufferPointer(start: output, count: 1))
      }
    }
    return y
  }

  /// The exact value to within a few units of binary64's last place: the C library's function, or, to save time, the first
  /// terms of the series near 0 and the limit far from it.
  func reference(_ argument: Float) -> Double {
    let x = Double(argument)
    let a = x.magnitude
    switch self {
    case .exp:
      if a < 0x1p-26 { return 1 + x }
      return x > 89 ? .infinity : (x < -104 ? 0 : libraryExp(x))
    case .log:
      return x < 0 ? .nan : libraryLog(x)
    case .log1p:
      if a < 0x1p-18 { return x * (1 - x * (0.5 - x / 3)) }
      return x < -1 ? .nan : libraryLog1p(x)
    case .tanh:
      if a < 0x1p-13 { return x * (1 - x * x / 3) }
      return x > 20 ? 1 : (x < -20 ? -1 : libraryTanh(x))
    case .sigmoid:
      if a < 0x1p-26 { return 0.5 + x / 4 }
      return x > 40 ? 1 : (x < -104 ? 0 : 1 / (1 + libraryExp(-x)))
    case .erf:
      if a < 0x1p-13 { return x * (1 - x * x / 3) * 1.128379167095512573896 }
      return x > 6 ? 1 : (x < -6 ? -1 : libraryErf(x))
    case .sin:
      if a < 0x1p-13 { return x * (1 - x * x / 6) }
      return x.isInfinite ? .nan : librarySin(x)
    case .cos:
      if a < 0x1p-13 { return 1 - x * x / 2 }
      return x.isInfinite ? .nan : libraryCos(x)
    }
  }
}

// Under names of their own, which no member hides.
private func libraryExp(_ x: Double) -> Double { exp(x) }
private func libraryLog(_ x: Double) -> Double { log(x) }
private func libraryLog1p(_ x: Double) -> Double { log1p(x) }
private func libraryTanh(_ x: Double) -> Double { tanh(x) }
private func libraryErf(_ x: Double) -> Double { erf(x) }
private func librarySin(_ x: Double) -> Double { sin(x) }
private func libraryCos(_ x: Double) -> Double { cos(x) }
