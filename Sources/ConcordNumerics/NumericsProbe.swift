/// One function of the exact arithmetic with inputs and the outputs that every conforming device gives.
///
/// `Kernels/probe.cl` holds the kernels that compute them: `concord_probe(in, out, selector)` with one work-item per item,
/// and, for the lane reductions, `concord_probe_group(in, out, selector)` with one work-group of any size per item.
/// `concord_probe_fma(in, out)` is `fusedMultiplyAdd` alone: where it differs, kernels need `CONCORD_SOFTWARE_FMA`.
public struct NumericsProbe: Sendable {
  /// What is probed; the raw value is the kernel's selector.
  public enum Function: UInt32, Sendable, CaseIterable {
    /// a + b.
    case addition = 0
    /// a × b.
    case multiplication
    /// a × b + c as two operations: differs on a device that contracts them into one.
    case separateMultiplyAdd
    /// As the device itself does it.
    case fusedMultiplyAdd
    /// As it is computed where the device's own cannot be trusted.
    case softwareFusedMultiplyAdd
    /// The larger of two floats.
    case maximum
    /// From an integer of 32 bits to a float.
    case conversionFromInteger
    /// As the device itself does it.
    case division
    /// As it is computed where the device's own cannot be trusted.
    case softwareDivision
    /// As the device itself does it.
    case squareRoot
    /// As it is computed where the device's own cannot be trusted.
    case softwareSquareRoot
    /// ``Exact``'s exponential.
    case exp
    /// ``Exact``'s natural logarithm.
    case log
    /// ``Exact``'s logarithm of 1 + x.
    case log1p
    /// ``Exact``'s hyperbolic tangent.
    case tanh
    /// ``Exact``'s logistic function.
    case sigmoid
    /// ``Exact``'s error function.
    case erf
    /// ``Exact``'s sine.
    case sin
    /// ``Exact``'s cosine.
    case cos
    /// A word of ``Philox``.
    case randomWord
    /// A float from 0 to less than 1, made of such a word.
    case uniform
    /// The sum in 64 lanes.
    case laneSum
    /// The maximum in 64 lanes.
    case laneMaximum
  }

  /// Which function is probed.
  public let function: Function

  /// Four words for each item. The lane reductions read a row of i mod 300 numbers from word i on as item i.
  public let inputs: [UInt32]

  /// One word for each item: the bits of the result, a NaN in its canonical form.
  public let expected: [UInt32]

  /// Whether `concord_probe_group` computes this probe too.
  public var hasGroupForm: Bool { function == .laneSum || function == .laneMaximum }

  /// One probe for each function.
  public static let all: [NumericsProbe] = Function.allCases.map { NumericsProbe($0) }

  /// The hash of all expected outputs: the one number that says which arithmetic this is.
  public static var hash: UInt64 {
    all.reduce(wordHashStart) { hashOfWords($1.expected, from: $0) }
  }

  init(_ function: Function) {
    self.function = function
    inputs = ProbeInputs.words(for: function)
    expected = ProbeOutputs.words(for: function, inputs: inputs)
  }
}
