import ConcordKit
import ConcordTestSupport
import Testing

@testable import ConcordOpenCL

/// Every operation but matmul, on shapes around the sizes of vectors and work-groups, with every kind of number.
@Suite("operations on OpenCL", .enabled(if: TestDevice.isThere, TestDevice.missing))
struct OperationTests {
  /// With and without the device's own division.
  static let divisions = ["false", "true"]

  @Test("activation and its gradient give the reference's bits", arguments: [0, 1, 15, 255, 256, 257, 5000])
  func activation(count: Int) throws {
    var numbers = SeededNumbers(UInt64(count))
    var builder = ProgramBuilder()
    let x = builder.tensor([count], numbers.anyFloats(count))
    let y = try builder.add(Activation(.relu), [x])[0]
    let dy = builder.tensor([count], numbers.anyFloats(count))
    try builder.add(ActivationGradient(.relu), [y, dy])
    try expectReferenceBits(builder, on: TestDevice.open())
  }

  @Test("bias_add and batch_sum give the reference's bits for any samples, channels and positions")
  func channels() throws {
    let device = try TestDevice.open()
    var numbers = SeededNumbers(4)
    for shape in [
      [1, 1], [64, 128], [7, 16], [3, 33], [5, 4, 1], [2, 3, 5, 7], [3, 2, 64], [4, 17, 150], [0, 5], [3, 0], [2, 3, 0],
    ] {
      for accumulate in [false, true] {
        var builder = ProgramBuilder()
        let x = builder.tensor(shape, numbers.anyFloats(TensorType(shape).elementCount))
        let b = builder.tensor([shape[1]], numbers.anyFloats(shape[1]))
        try builder.add(BiasAdd(), [x, b])
        let sum = builder.tensor([shape[1]], numbers.floats(shape[1]))
        try builder.add(BatchSum(accumulate: accumulate), [x] + (accumulate ? [sum] : []))
        try expectReferenceBits(builder, on: device, times: 2, "\(shape) accumulate=\(accumulate)")
      }
    }
  }

  @Test("a row's sum, mean and maximum are the reference's", arguments: divisions)
  func reduce(software: String) throws {
    let device = try TestDevice.open(["software-division": software])
    var numbers = SeededNumbers(5)
    for (rows, columns) in [(1, 0), (3, 1), (5, 15), (4, 16), (2, 63), (2, 64), (7, 65), (3, 129), (2, 1000), (0, 4)] {
      for kind in Reduce.Kind.allCases {
        var builder = ProgramBuilder()
        let plain = builder.tensor([rows, columns], numbers.floats(rows * columns))
        let any = builder.tensor([rows, columns], numbers.anyFloats(rows * columns))
        try builder.add(Reduce(kind), [plain])
        try builder.add(Reduce(kind), [any])
        try expectReferenceBits(builder, on: device, "\(kind) of [\(rows), \(columns)]")
      }
    }
  }

  @Test("the first of the largest wins, and the first NaN before all", arguments: [1, 15, 16, 17, 100])
  func argmax(rows: Int) throws {
    let device = try TestDevice.open()
    var numbers = SeededNumbers(6)
    for columns in [1, 2, 10, 65] {
      var builder = ProgramBuilder()
      let x = builder.tensor([rows, columns], numbers.anyFloats(rows * columns))
      let ties = builder.tensor([rows, columns], (0..<rows * columns).map { Float($0 * 7 % 3) })
      let labels = builder.tensor([rows], (0..<rows).map { Int32($0 * 5 % columns) })
      try builder.add(ArgMax(), [x])
      try builder.add(ArgMax(), [ties])
      let count = try builder.add(CorrectCount(), [x, labels])[0]
      try builder.add(CorrectCount(accumulate: true), [ties, labels, count])
      try expectReferenceBits(builder, on: device, times: 2, "[\(rows), \(columns)]")
    }
  }

  @Test("softmax cross-entropy gives the reference's bits, NaN for a label that is none", arguments: divisions)
  func softmaxCrossEntropy(software: String) throws {
    let device = try TestDevice.open(["software-division": software])
    var numbers = SeededNumbers(7)
    for (samples, classes) in [(1, 1), (64, 10), (3, 64), (5, 100), (2, 1000), (3, 0), (0, 4)] {
      for any in [false, true] {
        var builder = ProgramBuilder()
        let values = any ? numbers.anyFloats(samples * classes) : numbers.floats(samples * classes)
        let logits = builder.tensor([samples, classes], values)
        let labels = builder.tensor([samples], (0..<samples).map { Int32($0 % 5 == 4 ? -1 : $0 % max(classes, 1)) })
        let scale = builder.scalar(1 / 64)
        try builder.add(SoftmaxCrossEntropy(), [logits, labels], scalars: [scale])
        try expectReferenceBits(builder, on: device, "[\(samples), \(classes)]")
      }
    }
  }

  @Test("SGD and Adam give the reference's bits over many steps", arguments: divisions)
  func optimizers(software: String) throws {
    let device = try TestDevice.open(["software-division": software])
    var numbers = SeededNumbers(8)
    for count in [0, 1, 255, 257, 10_007] {
      var builder = ProgramBuilder()
      let tensors = (0..<3).map { _ in builder.tensor([count], numbers.floats(count)) }
      let m = builder.tensor([count], numbers.floats(count))
      let v = builder.tensor([count], numbers.floats(count).map(abs))
      let rate = builder.scalar(0.01)
      let stepSize = builder.scalar(0.003)
      let correction = builder.scalar(0.0316)
      try builder.add(SGDUpdate(), [tensors[0], tensors[1]], scalars: [rate])
      try builder.add(AdamUpdate(), [tensors[2], tensors[1], m, v], scalars: [stepSize, correction])
      try expectReferenceBits(builder, on: device, times: 5, "\(count) parameters")
    }
  }

  @Test("what a run is given for a scalar is what its kernels get, whether it changed or not")
  func runScalars() throws {
    let device = try TestDevice.open()
    let buffer = try device.allocate(byteCount: 512)
    let program = Program(
      tensors: [ProgramTensor(TensorType([1]), at: .none), ProgramTensor(TensorType([1]), at: Place(buffer: 0, offset: 256))],
      operations: [SGDUpdate().on(inputs: [0, 1], outputs: [0], scalars: [0])], scalars: [.float32])
    var one = Float(1)
    try withUnsafeBytes(of: &one) { try buffer.write($0, at: 256) }
    let compiled = try device.compile(program, buffers: [buffer])
    for rate: Float in [1, 1, 2, -4, -4, 0.5] { try compiled.run([rate.bitPattern]) }
    var result = Float(0)
    try withUnsafeMutableBytes(of: &result) { try buffer.read(into: $0, at: 0) }
    #expect(result == 3.5)
  }
}
