import ConcordKit

extension GroupNormGradient: ConformanceSubject {
  static func addCases(to list: inout CaseList) {
    for (index, shape) in GroupShapes.all.enumerated() {
      list.add(
        GroupNormGradient(), shape.parameters,
        inputs: [
          .values(shape.x), .values(shape.rows), .magnitudes(shape.rows), .values(shape.channels), .values(shape.x),
        ], values: GroupShapes.values(index))
    }
  }
}
