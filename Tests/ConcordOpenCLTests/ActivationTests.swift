import ConcordKit
import ConcordTestSupport
import Testing

@testable import ConcordOpenCL

@Suite("activations, softmax and losses on OpenCL", .enabled(if: TestDevice.isThere, TestDevice.missing))
struct ActivationTests {
  @Test(
    "activations and their gradients give the reference's bits", arguments: ActivationFunction.allCases,
    OperationTests.divisions)
  func activations(function: ActivationFunction, software: String) throws {
    let device = try TestDevice.open(["software-division": software])
    var numbers = SeededNumbers(31)
    for count in [0, 1, 15, 16, 17, 257, 3000] {
      for values in [numbers.anyFloats(count), (0..<count).map { _ in Float.random(in: -30...30, using: &numbers) }] {
        var builder = ProgramBuilder()
        let x = builder.tensor([count], values)
        let y = try builder.add(Activation(function, slope: 0.3), [x])[0]
        let dy = builder.tensor([count], numbers.anyFloats(count))
        try builder.add(ActivationGradient(function, slope: 0.3), [function.gradientTakesInput ? x : y, dy])
        try expectReferenceBits(builder, on: device, "\(function) of \(count)")
      }
    }
  }

  @Test("softmax, its logarithm and their gradients give the reference's bits", arguments: OperationTests.divisions)
  func softmax(software: String) throws {
    let device = try TestDevice.open(["software-division": software])
    var numbers = SeededNumbers(32)
    for shape in [[1, 1], [64, 10], [3, 63], [5, 64], [2, 65], [2, 1000], [3, 0], [0, 4]] {
      let count = TensorType(shape).elementCount
      for values in [numbers.floats(count), numbers.anyFloats(count)] {
        var builder = ProgramBuilder()
        let x = builder.tensor(shape, values)
        let dy = builder.tensor(shape, numbers.floats(count))
        try builder.add(SoftmaxGradient(), [builder.add(SoftmaxOperation(), [x])[0], dy])
        try builder.add(LogSoftmaxGradient(), [builder.add(LogSoftmaxOperation(), [x])[0], dy])
        try expectReferenceBits(builder, on: device, "\(shape)")
      }
    }
  }

  @Test("losses on targets and smoothed labels give the reference's bits", arguments: OperationTests.divisions)
  func losses(software: String) throws {
    let device = try TestDevice.open(["software-division": software])
    var numbers = SeededNumbers(33)
    for (samples, columns) in [(1, 1), (64, 10), (3, 64), (5, 100), (2, 1000), (0, 4)] {
      let count = samples * columns
      for values in [numbers.floats(count), numbers.anyFloats(count)] {
        var builder = ProgramBuilder()
        let x = builder.tensor([samples, columns], values)
        let labels = builder.tensor([samples], (0..<samples).map { Int32($0 % 5 == 4 ? -1 : $0 % (columns + 1)) })
        let target = builder.tensor([samples, columns], numbers.floats(count))
        let scale = builder.scalar(1 / 48)
        let oneHot = try builder.add(OneHot(classes: columns), [labels])[0]
        for target in [target, oneHot] {
          try builder.add(MeanSquaredErrorOperation(), [x, target], scalars: [scale])
          try builder.add(BinaryCrossEntropyOperation(), [x, target], scalars: [scale])
        }
        for smoothing in [0.1, 1] as [Float] {
          try builder.add(SoftmaxCrossEntropy(labelSmoothing: smoothing), [x, labels], scalars: [scale])
        }
        try expectReferenceBits(builder, on: device, "[\(samples), \(columns)]")
      }
    }
  }

  @Test("rows without columns have no loss but 0 / 0")
  func noColumns() throws {
    var builder = ProgramBuilder()
    let x = builder.tensor([3, 0], [] as [Float])
    let labels = builder.tensor([3], [0, 1, -1] as [Int32])
    let scale = builder.scalar(1)
    try builder.add(MeanSquaredErrorOperation(), [x, x], scalars: [scale])
    try builder.add(BinaryCrossEntropyOperation(), [x, x], scalars: [scale])
    try builder.add(SoftmaxCrossEntropy(labelSmoothing: 0.5), [x, labels], scalars: [scale])
    try expectReferenceBits(builder, on: TestDevice.open())
  }
}
