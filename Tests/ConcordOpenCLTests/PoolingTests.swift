import ConcordKit
import ConcordTestSupport
import Testing

@testable import ConcordOpenCL

@Suite("pooling, addition and the gradient of a reduction on OpenCL", .enabled(if: TestDevice.isThere, TestDevice.missing))
struct PoolingTests {
  static let windows = [
    PoolWindow(1), PoolWindow(2), PoolWindow(2, stride: 1), PoolWindow(3, stride: 2, padding: 1),
    PoolWindow(3, stride: 1, padding: 1), PoolWindow(2, stride: 3), PoolWindow(5, stride: 2, padding: 2),
    PoolWindow(4, padding: 2), PoolWindow(2, ceilMode: true), PoolWindow(3, stride: 2, ceilMode: true),
    PoolWindow(2, stride: 3, padding: 1, ceilMode: true),
  ]

  @Test("pooling and its gradients give the reference's bits", arguments: windows)
  func pooling(window: PoolWindow) throws {
    let device = try TestDevice.open()
    var numbers = SeededNumbers(16)
    for shape in [[1, 1, 5, 5], [2, 3, 8, 9], [3, 5, 13, 7], [1, 2, 28, 28], [3, 2, 10, 10], [0, 2, 6, 6]] {
      let count = TensorType(shape).elementCount
      // Few different values: many ties.
      for values in [numbers.floats(count), numbers.anyFloats(count), (0..<count).map { Float($0 * 7 % 3) }] {
        var builder = ProgramBuilder()
        let x = builder.tensor(shape, values)
        let y = try builder.add(MaxPool2DOperation(window), [x])[0]
        if !window.ceilMode { try builder.add(AvgPool2DOperation(window), [x]) }
        let type = builder.program.tensors[y].type
        let dy = builder.tensor(type.shape, numbers.anyFloats(type.elementCount))
        try builder.add(MaxPool2DGradient(window), [x, dy])
        if !window.ceilMode { try builder.add(AvgPool2DGradient(window, height: shape[2], width: shape[3]), [dy]) }
        try expectReferenceBits(builder, on: device, times: 2, "\(window) on \(shape)")
      }
    }
  }

  @Test("averages are the reference's with Concord's own division")
  func softwareDivision() throws {
    let device = try TestDevice.open(["software-division": "true"])
    var numbers = SeededNumbers(17)
    var builder = ProgramBuilder()
    let window = PoolWindow(3, stride: 2, padding: 1)
    let y = try builder.add(AvgPool2DOperation(window), [builder.tensor([2, 2, 9, 9], numbers.anyFloats(324))])[0]
    try builder.add(AvgPool2DGradient(window, height: 9, width: 9), [y])
    try builder.add(ReduceGradient(.mean, columns: 7), [builder.tensor([5], numbers.anyFloats(5))])
    try expectReferenceBits(builder, on: device)
  }

  @Test("a sum of tensors and the gradient of a row's sum or mean give the reference's bits", arguments: [0, 1, 15, 257, 5000])
  func elements(count: Int) throws {
    let device = try TestDevice.open()
    var numbers = SeededNumbers(18)
    for columns in [1, 3, 64] {
      var builder = ProgramBuilder()
      let a = builder.tensor([count], numbers.anyFloats(count))
      try builder.add(Add(), [a, builder.tensor([count], numbers.anyFloats(count))])
      try builder.add(ReduceGradient(.sum, columns: columns), [a])
      try builder.add(ReduceGradient(.mean, columns: columns), [a])
      try expectReferenceBits(builder, on: device, "\(count) by \(columns)")
    }
  }
}
