import ConcordKit

extension Reduce: OpenCLOperation {
  func plan(_ operands: Operands, on traits: DeviceTraits) -> OperationPlan {
    OperationPlan(
      Self.launch(
        kind, operands.input(0), operands.output(0), rows: operands.shape(0)[0], columns: operands.shape(0)[1], on: traits))
  }

  func rounds(_ operands: Operands) -> Int { operands.shape(0)[1] }

  /// One value y for each row of x; none where there are no rows.
  static func launch(
    _ kind: Kind, _ x: Launch.Argument, _ y: Launch.Argument, rows: Int, columns: Int, on traits: DeviceTraits
  ) -> [Launch] {
    guard rows > 0 else { return [] }
    // Work-items of processors are to be worth their start.
    let each = traits.prefersLocalMemory || traits.roundLimit < .max ? 1 : max(1, 1024 / max(1, columns))
    let arguments = [x, y, .dimension(columns), .dimension(rows), .dimension(each)]
    let groups = (rows + each - 1) / each
    return switch kind {
    case .max: [.byRow(KernelName(.reduceMax, "concord_reduce_max"), arguments, rows: groups, on: traits)]
    case .sum, .mean:
      [.byRow(KernelName(.reduce, "concord_reduce"), arguments + [.flag(kind == .mean)], rows: groups, on: traits)]
    }
  }
}
