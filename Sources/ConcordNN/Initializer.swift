import ConcordNumerics

/// How a parameter starts.
public enum Initializer: Sendable, Hashable {
  /// Evenly from [-bound, bound).
  case uniform(bound: Float)
  /// Every value is this one.
  case constant(Float)

  /// What PyTorch gives the weight and the bias of a layer by default: uniform with the bound 1/√fanIn, which is He's
  /// initialisation (*Delving Deep into Rectifiers*, 2015) with the negative slope √5.
  public static func fanIn(_ fanIn: Int) -> Initializer { .uniform(bound: (1 / Float(max(fanIn, 1))).squareRoot()) }

  /// `count` values; the same for the same seed and parameter on every machine.
  ///
  /// - Parameters:
  ///   - count: How many values are drawn.
  ///   - seed: What they follow from.
  ///   - parameter: The number of the parameter in its model.
  public func values(count: Int, seed: UInt64, parameter: Int) -> [Float] {
    switch self {
    case .constant(let value):
      return [Float](repeating: value, count: count)
    case .uniform(let bound):
      let stream = RandomStream(.initialisation, index: parameter)
      return [Float](unsafeUninitializedCapacity: count) { values, initialized in
        let all = UnsafeMutableBufferPointer(rebasing: values[..<count])
        Philox(seed: seed).fillUniform(all, step: 0, stream: stream)
        for index in all.indices { all[index] = (2 * all[index] - 1) * bound }
        initialized = count
      }
    }
  }
}
