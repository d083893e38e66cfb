import ConcordKit
import ConcordTestSupport
import Testing

@testable import ConcordOpenCL

@Suite("normalisations on OpenCL", .enabled(if: TestDevice.isThere, TestDevice.missing))
struct NormalizationTests {
  private func any(_ numbers: inout SeededNumbers, _ any: Bool, _ count: Int) -> [Float] {
    any ? numbers.anyFloats(count) : numbers.floats(count)
  }

  @Test(
    "batch normalisation, its inference and its gradient give the reference's bits",
    arguments: [
      [1, 1], [7, 3], [5, 40], [3, 2, 1, 16], [2, 3, 15], [4, 2, 65], [3, 40, 4, 4], [2, 33, 7, 9], [3, 64, 8, 8], [5, 1, 130],
      [0, 5], [3, 0], [2, 3, 0], [2, 40, 0], [1, 40, 1],
    ])
  func batchNorm(shape: [Int]) throws {
    var numbers = SeededNumbers(UInt64(shape.reduce(1, +)))
    let count = TensorType(shape).elementCount
    for software in ["false", "true"] {
      let device = try TestDevice.open(["software-division": software])
      for isAny in [false, true] {
        var builder = ProgramBuilder()
        let x = builder.tensor(shape, any(&numbers, isAny, count))
        let dy = builder.tensor(shape, any(&numbers, isAny, count))
        let ofChannels = (0..<4).map { index in
          builder.tensor([shape[1]], any(&numbers, isAny, shape[1]).map { index == 3 ? abs($0) : $0 })
        }
        try builder.add(BatchNormInference(epsilon: 1e-3), [x] + ofChannels)
        let outputs = try builder.add(BatchNorm(epsilon: 1e-3, momentum: 0.3), [x] + ofChannels)
        try builder.add(BatchNormApply(), [x] + ofChannels[..<2] + outputs[1...2])
        try builder.add(BatchNormGradient(), [x, outputs[1], outputs[2], ofChannels[0], dy])
        try expectReferenceBits(builder, on: device, times: 2, "\(shape) software division \(software) any \(isAny)")
      }
    }
  }

  @Test("group and layer normalisation and their gradient give the reference's bits")
  func groupNorm() throws {
    let device = try TestDevice.open()
    var numbers = SeededNumbers(31)
    let cases: [([Int], Int)] = [
      ([1, 1], 1), ([3, 6, 5], 2), ([2, 64, 3, 3], 32), ([2, 4, 8, 8], 1), ([3, 4, 67], 4), ([2, 70, 2], 1), ([4, 15], 1),
      ([3, 16], 1), ([5, 65], 1), ([2, 300], 1), ([2, 48], 3), ([0, 4], 2), ([3, 0], 1), ([2, 4, 0], 2), ([1, 128, 16], 2),
    ]
    for (shape, groups) in cases {
      for isAny in [false, true] {
        let count = TensorType(shape).elementCount
        var builder = ProgramBuilder()
        let x = builder.tensor(shape, any(&numbers, isAny, count))
        let dy = builder.tensor(shape, any(&numbers, isAny, count))
        let parameters = (0..<2).map { _ in builder.tensor([shape[1]], any(&numbers, isAny, shape[1])) }
        let outputs = try builder.add(GroupNormOperation(groups: groups), [x] + parameters)
        try builder.add(GroupNormGradient(), [x, outputs[1], outputs[2], parameters[0], dy])
        try expectReferenceBits(builder, on: device, "\(shape) in \(groups) groups, any \(isAny)")
      }
    }
  }

  @Test("products that underflow to minus zero keep their sign through lanes, folds and the tree")
  func minusZero() throws {
    let device = try TestDevice.open()
    for shape in [[2, 2, 70], [2, 40, 5], [3, 65], [2, 3, 64], [3, 2]] {
      let count = TensorType(shape).elementCount
      var builder = ProgramBuilder()
      let x = builder.tensor(shape, [Float](repeating: 0x1p-100, count: count))
      let dy = builder.tensor(shape, [Float](repeating: -0x1p-100, count: count))
      let zero = builder.tensor([shape[1]], [Float](repeating: 0, count: shape[1]))
      let one = builder.tensor([shape[1]], [Float](repeating: 1, count: shape[1]))
      let row = builder.tensor([shape[0], 1], [Float](repeating: 1, count: shape[0]))
      let rowMean = builder.tensor([shape[0], 1], [Float](repeating: 0, count: shape[0]))
      try builder.add(BatchNormGradient(), [x, zero, one, one, dy])
      try builder.add(GroupNormGradient(), [x, rowMean, row, one, dy])
      try expectReferenceBits(builder, on: device, "\(shape)")
    }
  }
}
