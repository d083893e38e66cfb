import ConcordKit
import ConcordTestSupport
import Testing

@Suite("argmax, correct_count")
struct ClassificationTests {
  private func argmax(_ x: [Float]) throws -> Int32 {
    var builder = ProgramBuilder()
    let rows = builder.tensor([1, x.count], x)
    let y = try builder.add(ArgMax(), [rows])[0]
    return try builder.run(on: Reference.device()).integers(y)[0]
  }

  @Test(
    "the lowest index of the largest wins; the first NaN wins over all",
    arguments: [
      ([3, 1, 2], 0), ([1, 1, 1], 0), ([1, 2, 2], 1), ([-0.0, 0], 0), ([0, -0.0], 0), ([-5], 0), ([.infinity, .nan, .nan], 1),
      ([.nan, .infinity], 0), ([-.infinity, -.infinity], 0), ([-3, -2, -1], 2),
    ] as [([Float], Int32)])
  func cases(x: [Float], index: Int32) throws {
    #expect(try argmax(x) == index)
  }

  @Test("each row has its own, and no rows have none")
  func rows() throws {
    var builder = ProgramBuilder()
    let x = builder.tensor([2, 2], [1, 2, 4, 3] as [Float])
    let none = builder.tensor([0, 3], [] as [Float])
    let y = try builder.add(ArgMax(), [x])[0]
    let empty = try builder.add(ArgMax(), [none])[0]
    let results = try builder.run(on: Reference.device())
    #expect(results.integers(y) == [1, 0])
    #expect(results.integers(empty) == [])
  }

  @Test("rows whose argmax is their label are counted, on top of what was there when accumulating")
  func correct() throws {
    var builder = ProgramBuilder()
    let logits = builder.tensor([4, 3], [0, 5, 1, 9, 9, 0, .nan, 1, 2, 0, 0, 1])
    let labels = builder.tensor([4], [1, 1, 0, 2] as [Int32])
    let strange = builder.tensor([4], [-1, 3, Int32.max, Int32.min])
    let fresh = try builder.add(CorrectCount(), [logits, labels])[0]
    let total = builder.tensor([1], [100] as [Int32])
    try builder.add(CorrectCount(accumulate: true), [logits, labels, total])
    let none = try builder.add(CorrectCount(), [logits, strange])[0]
    let results = try builder.run(on: Reference.device())
    // Row 1 ties at 9: its argmax is 0, not its label 1.
    #expect(results.integers(fresh) == [3])
    #expect(results.integers(total) == [103])
    #expect(results.integers(none) == [0])
  }

  @Test("a count that does not accumulate starts at 0 in every run")
  func startsAgain() throws {
    var builder = ProgramBuilder()
    let logits = builder.tensor([1, 1], [1] as [Float])
    let labels = builder.tensor([1], [0] as [Int32])
    let fresh = try builder.add(CorrectCount(), [logits, labels])[0]
    let total = builder.tensor(TensorType(.int32, [1]))
    try builder.add(CorrectCount(accumulate: true), [logits, labels, total])
    let results = try builder.run(on: Reference.device(), times: 3)
    #expect(results.integers(fresh) == [1])
    #expect(results.integers(total) == [3])
  }
}
