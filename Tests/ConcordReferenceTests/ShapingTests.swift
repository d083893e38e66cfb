import ConcordKit
import ConcordTestSupport
import Testing

@Suite("multiply, concatenate, slice, pad")
struct ShapingTests {
  @Test("a product is rounded once, and keeps signs, infinities and NaN")
  func multiply() throws {
    let a: [Float] = [3, -0.0, .infinity, .infinity, 0x1p-126, 1.5, .nan]
    let b: [Float] = [-2, 5, -1, 0, 0x1p-23, 0x1.000002p0, 1]
    let y = try Reference.run(Multiply(), [([7], a), ([7], b)])[0]
    // 1.5 · (1 + 2⁻²³) lies halfway between two numbers: the even one is 1.5 + 2⁻²².
    #expect(y.bits == ([-6, -0.0, -.infinity, .nan, 0x1p-149, 0x1.800004p0, .nan] as [Float]).bits)
  }

  @Test("tensors stand one after another along each axis")
  func concatenate() throws {
    let a: (shape: [Int], values: [Float]) = ([2, 1, 2], [1, 2, 3, 4])
    let b: (shape: [Int], values: [Float]) = ([2, 2, 2], [5, 6, 7, 8, 9, 10, 11, 12])
    #expect(try Reference.run(Concatenate(axis: 1), [a, b]) == [[1, 2, 5, 6, 7, 8, 3, 4, 9, 10, 11, 12]])
    #expect(try Reference.run(Concatenate(axis: 0), [a, a]) == [[1, 2, 3, 4, 1, 2, 3, 4]])
    #expect(try Reference.run(Concatenate(axis: 2), [a, a, a]) == [[1, 2, 1, 2, 1, 2, 3, 4, 3, 4, 3, 4]])
    #expect(try Reference.run(Concatenate(axis: 1), [([2, 0], []), ([2, 1], [7, 8]), ([2, 0], [])]) == [[7, 8]])
  }

  @Test("a slice is the part of an axis that it names")
  func slice() throws {
    let x = (0..<12).map(Float.init)
    #expect(try Reference.run(Slice(axis: 1, start: 1, length: 2), [([2, 3, 2], x)]) == [[2, 3, 4, 5, 8, 9, 10, 11]])
    #expect(try Reference.run(Slice(axis: 2, start: 1, length: 1), [([2, 3, 2], x)]) == [[1, 3, 5, 7, 9, 11]])
    #expect(try Reference.run(Slice(axis: 0, start: 1, length: 1), [([2, 3, 2], x)]) == [[6, 7, 8, 9, 10, 11]])
    #expect(try Reference.run(Slice(axis: 0, start: 1, length: 0), [([2, 3, 2], x)]) == [[]])
  }

  @Test("padding is +0 on both sides of what is there, which stays as it is")
  func pad() throws {
    let x: [Float] = [1, -0.0, .nan, 4]
    let y = try Reference.run(Pad(axis: 1, before: 1, after: 2), [([2, 2], x)])[0]
    #expect(y.bits == ([0, 1, -0.0, 0, 0, 0, .nan, 4, 0, 0] as [Float]).bits)
    #expect(try Reference.run(Pad(axis: 0, before: 1, after: 0), [([2, 1, 2], [1, 2, 3, 4])]) == [[0, 0, 1, 2, 3, 4]])
    #expect(try Reference.run(Pad(axis: 1, before: 1, after: 1), [([2, 0], [])]) == [[0, 0, 0, 0]])
  }

  @Test("a slice undoes a concatenation and a padding")
  func inverse() throws {
    var numbers = SeededNumbers(2)
    let (a, b) = (numbers.anyFloats(24), numbers.anyFloats(60))
    let joined = try Reference.run(Concatenate(axis: 1), [([4, 2, 3], a), ([4, 5, 3], b)])[0]
    #expect(try Reference.run(Slice(axis: 1, start: 0, length: 2), [([4, 7, 3], joined)])[0].bits == a.bits)
    #expect(try Reference.run(Slice(axis: 1, start: 2, length: 5), [([4, 7, 3], joined)])[0].bits == b.bits)
    let padded = try Reference.run(Pad(axis: 2, before: 3, after: 1), [([4, 2, 3], a)])[0]
    #expect(try Reference.run(Slice(axis: 2, start: 3, length: 3), [([4, 2, 7], padded)])[0].bits == a.bits)
  }

  @Test("tensors without elements are left alone, however long their other axes are")
  func empty() throws {
    #expect(try Reference.run(Multiply(), [([0], []), ([0], [])]) == [[]])
    #expect(try Reference.run(Concatenate(axis: 2), [([1 << 40, 1 << 40, 0], []), ([1 << 40, 1 << 40, 0], [])]) == [[]])
    #expect(try Reference.run(Slice(axis: 1, start: 0, length: 0), [([1 << 40, 0], [])]) == [[]])
    #expect(try Reference.run(Pad(axis: 2, before: 1, after: 1), [([1 << 40, 0, 5], [])]) == [[]])
  }
}
