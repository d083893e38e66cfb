import ConcordKit

extension Embedding: ConformanceSubject {
  static func addCases(to list: inout CaseList) {
    for (index, shape) in EmbeddingShapes.all.enumerated() {
      list.add(
        Embedding(), shape.parameters, inputs: [shape.input, .values([shape.rows, shape.width])],
        values: index % 4 == 0 ? ValueClass.allCases : ValueClass.some(index))
    }
  }
}
