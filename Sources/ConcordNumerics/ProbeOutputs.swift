/// The outputs that the Swift functions give for the inputs of the device probes.
enum ProbeOutputs {
  static func words(for function: NumericsProbe.Function, inputs: [UInt32]) -> [UInt32] {
    (0..<inputs.count / 4).map { item in
      let words = SIMD4(inputs[4 * item], inputs[4 * item + 1], inputs[4 * item + 2], inputs[4 * item + 3])
      if function == .randomWord { return randomWord(words) }
      return Exact.canonical(number(function, item: item, words, inputs)).bitPattern
    }
  }

  static func number(
    _ function: NumericsProbe.Function, item: Int, _ words: SIMD4<UInt32>, _ inputs: [UInt32]
  ) -> Float {
    let a = Float(bitPattern: words.x)
    let b = Float(bitPattern: words.y)
    let c = Float(bitPattern: words.z)
    switch function {
    case .addition: return a + b
    case .multiplication: return a * b
    case .separateMultiplyAdd: return a * b + c
    case .fusedMultiplyAdd: return Exact.fma(a, b, c)
    case .softwareFusedMultiplyAdd: return Exact.softwareFMA(a, b, c)
    case .maximum: return Exact.maximum(a, b)
    case .conversionFromInteger: return Float(Int32(bitPattern: words.x))
    case .division: return a / b
    case .softwareDivision: return Exact.softwareDivide(a, b)
    case .squareRoot, .softwareSquareRoot: return Exact.softwareSquareRoot(a)
    case .exp: return Exact.exp(a)
    case .log: return Exact.log(a)
    case .log1p: return Exact.log1p(a)
    case .tanh: return Exact.tanh(a)
    case .sigmoid: return Exact.sigmoid(a)
    case .erf: return Exact.erf(a)
    case .sin: return Exact.sin(a)
    case .cos: return Exact.cos(a)
    case .randomWord, .uniform: return Philox.uniform(randomWord(words))
    case .laneSum: return LaneReduction.sum(count: item % 300) { Float(bitPattern: inputs[item + $0]) }
    case .laneMaximum: return LaneReduction.maximum(count: item % 300) { Float(bitPattern: inputs[item + $0]) }
    }
  }

  /// Element, step, stream and key all from the item's words.
  static func randomWord(_ words: SIMD4<UInt32>) -> UInt32 {
    Philox(key: SIMD2(words.y, words.x)).word(
      element: UInt64(words.x) &<< 32 | UInt64(words.y), step: words.z, stream: RandomStream(word: words.w))
  }
}
