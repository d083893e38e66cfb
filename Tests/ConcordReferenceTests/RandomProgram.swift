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
    switch Int.random(in: 0..<20, using: &numbers) {
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
    case 10:
      try builder.add(Add(), [floats([m, n]), floats([m, n])])
    case 11:
      try builder.add(ReduceGradient(flag() ? .sum : .mean, columns: n + 1), [floats([m])])
    case 12, 13:
      try addConvolution()
    case 14:
      try addPool()
    case 15:
      try addActivation()
    case 16:
      try addSoftmax()
    case 17:
      try addLoss()
    case 18:
      try addNormalization()
    default:
      try builder.add(
        SoftmaxCrossEntropy(labelSmoothing: flag() ? 0.1 : 0), [floats([m, n]), labels(m, classes: n)],
        scalars: [builder.scalar(1 / 64)])
    }
  }

  private mutating func small(_ range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &numbers) }

  /// A convolution or one of its gradients.
  private mutating func addConvolution() throws {
    let geometry = ConvolutionGeometry(
      stride: small(1...3), padding: small(0...2), dilation: small(1...2), groups: small(1...2))
    let x = [small(0...3), geometry.groups * small(1...2), small(5...9), small(5...9)]
    let w = [geometry.groups * small(1...3), x[1] / geometry.groups, small(1...3), small(1...3)]
    let y = try Conv2DOperation(geometry).outputTypes(for: [TensorType(x), TensorType(w)])[0].shape
    switch small(0...2) {
    case 0:
      let definition = Conv2DOperation(geometry, bias: flag(), activation: flag() ? .relu : .identity)
      try builder.add(definition, [floats(x), floats(w)] + (definition.bias ? [floats([w[0]])] : []))
    case 1:
      try builder.add(Conv2DInputGradient(geometry, height: x[2], width: x[3]), [floats(y), floats(w)])
    default:
      let definition = Conv2DWeightGradient(geometry, height: w[2], width: w[3], accumulate: flag())
      try builder.add(definition, [floats(x), floats(y)] + (definition.accumulate ? [fresh(w)] : []))
    }
  }

  /// A normalisation or its gradient.
  private mutating func addNormalization() throws {
    let (samples, groups) = (small(0...4), small(1...3))
    let channels = groups * small(1...3)
    let x = [samples, channels] + (flag() ? [] : [small(0...9), small(1...9)])
    let ofChannels = (0..<4).map { _ in fresh([channels]) }
    switch small(0...4) {
    case 0: try builder.add(BatchNorm(momentum: 0.25), [floats(x)] + ofChannels)
    case 1: try builder.add(BatchNormInference(), [floats(x)] + ofChannels)
    case 2: try builder.add(BatchNormGradient(), [floats(x)] + ofChannels[..<3] + [floats(x)])
    case 3: try builder.add(GroupNormOperation(groups: groups), [floats(x)] + ofChannels[..<2])
    default:
      let rows = [samples, groups]
      try builder.add(GroupNormGradient(), [floats(x), floats(rows), floats(rows), ofChannels[0], floats(x)])
    }
  }

  /// A pool or its gradient.
  private mutating func addPool() throws {
    let kernel = small(1...4)
    let window = PoolWindow(kernel, stride: small(1...3), padding: small(0...(kernel / 2)))
    let x = [small(0...3), small(1...3), small(4...9), small(4...9)]
    let y = try MaxPool2DOperation(window).outputTypes(for: [TensorType(x)])[0].shape
    switch small(0...3) {
    case 0: try builder.add(MaxPool2DOperation(window), [floats(x)])
    case 1: try builder.add(MaxPool2DGradient(window), [floats(x), floats(y)])
    case 2: try builder.add(AvgPool2DOperation(window), [floats(x)])
    default: try builder.add(AvgPool2DGradient(window, height: x[2], width: x[3]), [floats(y)])
    }
  }

  /// An activation of any kind, or its gradient.
  private mutating func addActivation() throws {
    let function = ActivationFunction.allCases.randomElement(using: &numbers) ?? .relu
    let shape = [size(), size()]
    if flag() {
      try builder.add(Activation(function, slope: 0.25), [floats(shape)])
    } else {
      try builder.add(ActivationGradient(function, slope: 0.25), [floats(shape), floats(shape)])
    }
  }

  /// A softmax, its logarithm, or one of their gradients.
  private mutating func addSoftmax() throws {
    let shape = [size(), size()]
    switch small(0...3) {
    case 0: try builder.add(SoftmaxOperation(), [floats(shape)])
    case 1: try builder.add(SoftmaxGradient(), [floats(shape), floats(shape)])
    case 2: try builder.add(LogSoftmaxOperation(), [floats(shape)])
    default: try builder.add(LogSoftmaxGradient(), [floats(shape), floats(shape)])
    }
  }

  /// A loss on targets, some of which were labels.
  private mutating func addLoss() throws {
    let (samples, columns) = (size(), size() + 1)
    let target =
      flag()
      ? try builder.add(OneHot(classes: columns), [labels(samples, classes: columns)])[0] : fresh([samples, columns])
    let inputs = [floats([samples, columns]), target]
    let scalars = [builder.scalar(1 / 64)]
    if flag() {
      try builder.add(MeanSquaredErrorOperation(), inputs, scalars: scalars)
    } else {
      try builder.add(BinaryCrossEntropyOperation(), inputs, scalars: scalars)
    }
  }
}
