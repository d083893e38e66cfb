import ConcordKit
import ConcordTestSupport

/// A program of a dozen operations of any kind on tensors of any shape and contents, fed from each other where they fit.
struct RandomProgram {
  private(set) var builder = ProgramBuilder()
  private var numbers: SeededNumbers

  init(seed: UInt64) throws {
    numbers = SeededNumbers(seed)
    for _ in 0..<12 { try addOperation() }
  }

  private mutating func size() -> Int { Int.random(in: 0...70, using: &numbers) }
  private mutating func flag() -> Bool { Bool.random(using: &numbers) }

  /// A tensor that is there already, or a new one.
  private mutating func floats(_ shape: [Int]) -> Int {
    let there = builder.program.tensors.indices.filter { builder.program.tensors[$0].type == TensorType(shape) }
    if flag(), let tensor = there.randomElement(using: &numbers) { return tensor }
    return fresh(shape)
  }

  private mutating func fresh(_ shape: [Int]) -> Int {
    builder.tensor(shape, numbers.anyFloats(TensorType(shape).elementCount))
  }

  private mutating func labels(_ count: Int, classes: Int) -> Int {
    builder.tensor([count], (0..<count).map { _ in Int32.random(in: -1...Int32(classes), using: &numbers) })
  }

  private mutating func addOperation() throws {
    let (m, n, k) = (size(), size(), size())
    switch Int.random(in: 0..<11, using: &numbers) {
    case 0:
      try builder.add(Activation(.relu), [floats([m, n])])
    case 1:
      try builder.add(ActivationGradient(.relu), [floats([m, n]), floats([m, n])])
    case 2:
      let tensors = (0..<4).map { _ in fresh([m, n]) }
      let scalars = [builder.scalar(Float.random(in: 0...1, using: &numbers)), builder.scalar(0.5)]
      try builder.add(AdamUpdate(beta1: 0.8), tensors, scalars: scalars)
    case 3:
      try builder.add(ArgMax(), [floats([m, n + 1])])
    case 4:
      let accumulate = flag()
      let x = floats(flag() ? [m, n] : [m, n, 3, 5])
      try builder.add(BatchSum(accumulate: accumulate), accumulate ? [x, fresh([n])] : [x])
    case 5:
      try builder.add(BiasAdd(), [floats([m, n, 2]), floats([n])])
    case 6:
      try builder.add(CorrectCount(), [floats([m, n + 1]), labels(m, classes: n + 1)])
    case 7:
      let accumulate = flag()
      let product = MatMul(
        transposeA: flag(), transposeB: flag(), bias: !accumulate && flag(),
        activation: !accumulate && flag() ? .relu : .identity, accumulate: accumulate)
      var inputs = [floats(product.transposeA ? [k, m] : [m, k]), floats(product.transposeB ? [n, k] : [k, n])]
      if product.bias { inputs.append(floats([n])) }
      if accumulate { inputs.append(fresh([m, n])) }
      try builder.add(product, inputs)
    case 8:
      try builder.add(Reduce(Reduce.Kind.allCases.randomElement(using: &numbers) ?? .sum), [floats([m, n])])
    case 9:
      let gradient = floats([m])
      try builder.add(SGDUpdate(), [fresh([m]), gradient], scalars: [builder.scalar(0.1)])
    default:
      try builder.add(
        SoftmaxCrossEntropy(), [floats([m, n]), labels(m, classes: n)], scalars: [builder.scalar(1 / 64)])
    }
  }
}
