import ConcordKit
import Testing

@Suite("Shapes that are stretched")
struct BroadcastTests {
  @Test("axes are aligned at the last, and 1 goes with any size, also with none")
  func shapes() {
    // NumPy's own examples, from its page on broadcasting.
    #expect(Broadcast.shape(of: [[256, 256, 3], [3]]) == [256, 256, 3])
    #expect(Broadcast.shape(of: [[8, 1, 6, 1], [7, 1, 5]]) == [8, 7, 6, 5])
    #expect(Broadcast.shape(of: [[5, 4], [1]]) == [5, 4])
    #expect(Broadcast.shape(of: [[15, 3, 5], [15, 1, 5]]) == [15, 3, 5])
    #expect(Broadcast.shape(of: [[3], [4]]) == nil)
    #expect(Broadcast.shape(of: [[2, 1], [8, 4, 3]]) == nil)
    #expect(Broadcast.shape(of: [[], [2, 3]]) == [2, 3])
    #expect(Broadcast.shape(of: [[1, 3], [0, 1]]) == [0, 3])
    #expect(Broadcast.shape(of: [[2], [0]]) == nil)
  }

  @Test("neighbouring axes along which each does the same are one")
  func axes() {
    func axes(_ shapes: [[Int]], _ common: [Int]) -> [String] {
      Broadcast.axes(of: shapes, stretchedTo: common).map { axis in
        "\(axis.size)\(axis.isThere.map { $0 ? "+" : "-" }.joined())"
      }
    }
    #expect(axes([[2, 3, 4, 5], [3, 1, 1]], [2, 3, 4, 5]) == ["2+-", "3++", "20+-"])
    #expect(axes([[2, 3], [2, 3]], [2, 3]) == ["6++"])
    #expect(axes([[7, 1, 1], [1, 1, 5]], [7, 1, 5]) == ["7+-", "5-+"])
    #expect(axes([[1], []], [1]) == [])
  }

  @Test("samples stay apart where they lie along the first axis of the result too")
  func samples() {
    func apart(_ a: [Int], _ b: [Int]) -> [Bool] {
      [0, 1].map { Add().keepsSamplesApart(in: $0, of: [TensorType(a), TensorType(b)]) }
    }
    #expect(apart([5, 3], [5, 3]) == [true, true])
    #expect(apart([5, 3, 4, 4], [5, 1, 4, 1]) == [true, true])
    #expect(apart([5, 3], [3]) == [true, false])
    #expect(apart([5, 3], [1, 3]) == [true, false])
    // Each pair of samples.
    #expect(apart([5, 1], [5]) == [true, false])
    #expect(apart([1, 5], [5, 1]) == [false, true])
  }
}
