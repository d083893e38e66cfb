import ConcordKit
import ConcordTestSupport
import Testing

@testable import ConcordOpenCL

/// What copies, cuts, looks up and drops, on shapes around the width of vectors, with every kind of number.
@Suite("shaping operations on OpenCL", .enabled(if: TestDevice.isThere, TestDevice.missing))
struct ShapingTests {
  @Test("multiply gives the reference's bits", arguments: [0, 1, 15, 16, 17, 255, 256, 257, 1000])
  func multiply(count: Int) throws {
    var numbers = SeededNumbers(UInt64(count))
    var builder = ProgramBuilder()
    let a = builder.tensor([count], numbers.anyFloats(count))
    let b = builder.tensor([count], numbers.anyFloats(count))
    try builder.add(Multiply(), [a, b])
    try builder.add(Multiply(), [a, a])
    try expectReferenceBits(builder, on: TestDevice.open())
  }

  @Test("concatenate gives the reference's bits along any axis, for inputs of any width")
  func concatenate() throws {
    let device = try TestDevice.open()
    var numbers = SeededNumbers(2)
    for (axis, sizes, shape) in [
      (0, [1, 2], [0, 5]), (1, [1, 1, 1], [3, 0]), (1, [7, 0, 16], [17, 0]), (1, [3, 5], [2, 0, 4, 5]),
      (2, [15, 17, 1], [3, 2, 0]), (1, [16, 48], [33, 0]), (0, [4], [0, 3]), (1, [2, 2], [0, 0]),
    ] {
      var builder = ProgramBuilder()
      let inputs = sizes.map { size in
        var shape = shape
        shape[axis] = size
        return builder.tensor(shape, numbers.anyFloats(TensorType(shape).elementCount))
      }
      try builder.add(Concatenate(axis: axis), inputs)
      try expectReferenceBits(builder, on: device, "\(shape) along \(axis)")
    }
  }

  @Test("slice and pad give the reference's bits along any axis")
  func sliceAndPad() throws {
    let device = try TestDevice.open()
    var numbers = SeededNumbers(3)
    for shape in [[1], [5, 7], [3, 33], [40, 3], [2, 3, 5, 17], [2, 0, 4], [3, 1, 64]] {
      for axis in shape.indices {
        let size = shape[axis]
        for (before, after) in [(0, 0), (1, 0), (0, 3), (2, 17), (16, 16)] {
          var builder = ProgramBuilder()
          let x = builder.tensor(shape, numbers.anyFloats(TensorType(shape).elementCount))
          let padded = try builder.add(Pad(axis: axis, before: before, after: after), [x])[0]
          let length = (size + before + after) / 2
          try builder.add(Slice(axis: axis, start: 0, length: length), [padded])
          try builder.add(Slice(axis: axis, start: before, length: size), [padded])
          try builder.add(Slice(axis: axis, start: size + before + after - length, length: length), [padded])
          try expectReferenceBits(builder, on: device, "\(shape) along \(axis) with \(before), \(after)")
        }
      }
    }
  }

  @Test("embedding and its gradient give the reference's bits, for indices out of range too")
  func embedding() throws {
    let device = try TestDevice.open()
    var numbers = SeededNumbers(4)
    for (shape, rows, width) in [
      ([1], 1, 1), ([5], 3, 16), ([2, 33], 7, 17), ([100], 40, 48), ([16], 17, 15), ([3, 2, 9], 5, 33), ([0], 4, 3),
      ([4], 0, 3), ([4], 3, 0),
    ] {
      let count = TensorType(shape).elementCount
      for accumulate in [false, true] {
        var builder = ProgramBuilder()
        let values = (0..<count).map { _ in Int32.random(in: -1...Int32(rows), using: &numbers) }
        let indices = builder.tensor(shape, values)
        try builder.add(Embedding(), [indices, builder.tensor([rows, width], numbers.anyFloats(rows * width))])
        let dy = builder.tensor(shape + [width], numbers.floats(count * width))
        let any = builder.tensor(shape + [width], numbers.anyFloats(count * width))
        for gradient in [dy, any] {
          let sum = builder.tensor([rows, width], numbers.floats(rows * width))
          let inputs = [indices, gradient] + (accumulate ? [sum] : [])
          try builder.add(EmbeddingGradient(rows: rows, accumulate: accumulate), inputs)
        }
        try expectReferenceBits(builder, on: device, times: 2, "\(shape) of [\(rows), \(width)] accumulate=\(accumulate)")
      }
    }
  }

  @Test("an embedding's gradient in several launches is that in one")
  func shortLoops() throws {
    let device = try #require(TestDevice.open() as? OpenCLDevice)
    var traits = device.traits
    var builder = ProgramBuilder()
    let indices = builder.tensor([100], (0..<100).map { Int32($0 % 7) })
    let dy = builder.tensor([100, 3], [Float](repeating: 1, count: 300))
    try builder.add(EmbeddingGradient(rows: 7), [indices, dy])
    let operation = builder.program.operations[0]
    traits.roundLimit = 20 * 30
    let plan = try OpenCLOperations.plan(operation, at: 0, of: builder.program, on: traits)
    #expect(plan.launches.count == 4)
    traits.roundLimit = .max
    #expect(try OpenCLOperations.plan(operation, at: 0, of: builder.program, on: traits).launches.count == 1)
  }

  @Test("dropout gives the reference's bits wherever in the batch a micro-batch begins")
  func dropout() throws {
    let device = try TestDevice.open()
    var numbers = SeededNumbers(5)
    for shape in [[1, 1], [3, 5], [2, 8], [1, 16], [5, 3, 7], [64, 33], [0, 4], [4, 0], [300]] {
      for first: UInt32 in [0, 1, 2, 3, 5, 1000, .max] {
        var builder = ProgramBuilder()
        let x = builder.tensor(shape, numbers.anyFloats(TensorType(shape).elementCount))
        let words: [UInt32] = [0x9e37_79b9, 0xffff_ffff, 7, first]
        let scalars = words.map { builder.scalar(.uint32, $0) }
        for (probability, layer) in [(0.5, 0), (0.1, 5), (0, 1), (1, (1 << 24) - 1)] {
          try builder.add(Dropout(probability: probability, layer: layer), [x], scalars: scalars)
        }
        try expectReferenceBits(builder, on: device, "\(shape) from sample \(first)")
      }
    }
  }
}
