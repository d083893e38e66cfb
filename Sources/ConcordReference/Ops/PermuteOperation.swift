import ConcordKit

/// y[p₀, p₁, …] = x at the places pᵢ along the axes `axes[i]`; parts are the places along a first axis.
extension PermuteOperation: ReferenceOperation {
  func bind(_ operands: Operands) -> ReferenceStep {
    let inputs = operands.inputTypes
    let shape = whole(inputs)
    let elements = TensorType(shape).elementCount
    guard elements > 0 else { return { _ in } }
    let sizes = axes.map { shape[$0] }
    let outputCount = parts == .outputs ? sizes[0] : 1
    let sources = inputs.indices.map { operands.input($0) }
    let targets = (0..<outputCount).map { operands.output($0) }
    let steps = axes.map { TensorType(Array(shape[($0 + 1)...])).elementCount }
    let (inputElements, outputElements) = (elements / inputs.count, elements / outputCount)
    return { _ in
      for element in 0..<elements {
        var (rest, place) = (element, 0)
        for axis in sizes.indices.reversed() {
          place += rest % sizes[axis] * steps[axis]
          rest /= sizes[axis]
        }
        targets[element / outputElements][element % outputElements] = sources[place / inputElements][place % inputElements]
      }
    }
  }
}
