/// Indices into the rows of a table, one in a while no row, which the embedding operations share.
struct EmbeddingShapes {
  /// Of the indices.
  var indices: [Int]
  var rows: Int
  var width: Int

  static let all = [
    EmbeddingShapes(indices: [], rows: 3, width: 5), EmbeddingShapes(indices: [1], rows: 1, width: 1),
    EmbeddingShapes(indices: [7], rows: 2, width: 3), EmbeddingShapes(indices: [33], rows: 10, width: 16),
    EmbeddingShapes(indices: [3, 7], rows: 10, width: 17), EmbeddingShapes(indices: [2, 3, 5], rows: 65, width: 15),
    EmbeddingShapes(indices: [65], rows: 7, width: 64), EmbeddingShapes(indices: [129], rows: 3, width: 65),
    EmbeddingShapes(indices: [257], rows: 1000, width: 33), EmbeddingShapes(indices: [1000], rows: 5, width: 1),
    EmbeddingShapes(indices: [0], rows: 4, width: 5), EmbeddingShapes(indices: [4], rows: 0, width: 5),
    EmbeddingShapes(indices: [4], rows: 5, width: 0), EmbeddingShapes(indices: [2, 1, 2, 1, 2, 1, 2], rows: 4, width: 2),
    EmbeddingShapes(indices: [64, 64], rows: 100, width: 129),
  ]

  var parameters: CaseParameters { ["indices": CaseList.text(indices), "rows": rows, "width": width] }

  var input: CaseInput { .integers(indices, -1...Int32(rows)) }

  /// The shape of what the rows are put together to.
  var y: [Int] { indices + [width] }
}
