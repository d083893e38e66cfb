import ConcordKit
import ConcordTestSupport
import Testing

@Suite("embedding, embedding_gradient")
struct EmbeddingTests {
  private func lookUp(_ indices: [Int32], _ table: (shape: [Int], values: [Float])) throws -> [Float] {
    var builder = ProgramBuilder()
    let indices = builder.tensor([indices.count], indices)
    let y = try builder.add(EmbeddingOperation(), [indices, builder.tensor(table.shape, table.values)])[0]
    return try builder.run(on: Reference.device()).floats(y)
  }

  private func gradient(
    _ indices: [Int32], _ dy: [Float], rows: Int, from start: [Float]? = nil
  ) throws -> [Float] {
    var builder = ProgramBuilder()
    let width = indices.isEmpty ? 1 : dy.count / indices.count
    var inputs = [builder.tensor([indices.count], indices), builder.tensor([indices.count, width], dy)]
    if let start { inputs.append(builder.tensor([rows, width], start)) }
    let table = try builder.add(EmbeddingGradient(rows: rows, accumulate: start != nil), inputs)[0]
    return try builder.run(on: Reference.device()).floats(table)
  }

  @Test("each index gives its row, and one that is no row gives NaN")
  func rows() throws {
    let y = try lookUp([2, 0, -1, 2, 3, .max, .min], ([3, 2], [1, 2, 3, 4, 5, -0.0]))
    #expect(y.bits == ([5, -0.0, 1, 2, .nan, .nan, 5, -0.0, .nan, .nan, .nan, .nan, .nan, .nan] as [Float]).bits)
    #expect(try lookUp([0], ([0, 2], [])).allSatisfy(\.isNaN))
    #expect(try lookUp([], ([3, 2], [1, 2, 3, 4, 5, 6])) == [])
  }

  @Test("a row's gradient is the sum of the dy it was read for, ascending, and indices that are no row are passed over")
  func gradient() throws {
    // In this order the ones vanish beside 2²⁴ one by one; in another they would not.
    let dy: [Float] = [0x1p24, 1, 7, 1, .nan, 9]
    #expect(try gradient([1, 1, 0, 1, 3, -1], dy, rows: 3) == [7, 0x1p24, 0])
    #expect(try gradient([1, 1, 0, 1], [1, 1, 7, 0x1p24], rows: 2) == [7, 0x1p24 + 2])
  }

  @Test("the sum goes on from what the table's gradient holds, and starts at +0 without it")
  func accumulate() throws {
    #expect(try gradient([1, 0], [2, 3], rows: 3, from: [10, 20, -0.0]).bits == ([13, 22, -0.0] as [Float]).bits)
    #expect(try gradient([0], [-0.0], rows: 2).bits == ([0, 0] as [Float]).bits)
    #expect(try gradient([], [], rows: 2) == [0, 0])
  }

  @Test("micro-batches fold into the bits of the whole batch")
  func microBatches() throws {
    var numbers = SeededNumbers(12)
    let indices = (0..<30).map { _ in Int32.random(in: -1...4, using: &numbers) }
    let dy = numbers.floats(30 * 3)
    let whole = try gradient(indices, dy, rows: 4)
    for size in [1, 6, 10] {
      var table = [Float](repeating: 0, count: 12)
      for first in stride(from: 0, to: 30, by: size) {
        table = try gradient(
          Array(indices[first..<(first + size)]), Array(dy[(3 * first)..<(3 * (first + size))]), rows: 4, from: table)
      }
      #expect(table.bits == whole.bits)
    }
  }
}
