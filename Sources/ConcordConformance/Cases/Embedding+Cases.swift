import ConcordKit

extension EmbeddingOperation: ConformanceSubject {
  static func addCases(to list: inout CaseList) {
    for (index, shape) in EmbeddingShapes.all.enumerated() {
      list.add(
        EmbeddingOperation(), shape.parameters, inputs: [shape.input, .values([shape.rows, shape.width])],
        values: index % 4 == 0 ? ValueClass.allCases : ValueClass.some(index))
    }
  }
}
