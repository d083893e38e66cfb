import ConcordKit

/// y = f(x), element by element.
extension Activation: ReferenceOperation {
  func bind(_ operands: Operands) -> ReferenceStep {
    let x = operands.input(0)
    let y = operands.output(0)
    return { _ in
      switch function {
      case .relu: for i in x.indices { y[i] = Self.relu(x[i]) }
      }
    }
  }

  /// Not "x > 0 ? x : 0": a NaN must stay.
  @inline(__always)
  static func relu(_ x: Float) -> Float { x <= 0 ? 0 : x }
}
