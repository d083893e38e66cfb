import ConcordKit

extension EmbeddingGradient: ConformanceSubject {
  static func addCases(to list: inout CaseList) {
    for (index, shape) in EmbeddingShapes.all.enumerated() {
      list.add(
        EmbeddingGradient(rows: shape.rows), shape.parameters, inputs: [shape.input, .values(shape.y)],
        values: index % 3 == 0 ? ValueClass.allCases : ValueClass.some(index))
      list.add(
        EmbeddingGradient(rows: shape.rows, accumulate: true), shape.parameters, with: "accumulate",
        inputs: [shape.input, .values(shape.y), .values([shape.rows, shape.width])], values: ValueClass.some(index + 1))
    }
  }
}
