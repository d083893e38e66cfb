import ConcordKit

extension Reduce: OpenCLOperation {
  func plan(_ operands: Operands, on traits: DeviceTraits) -> OperationPlan {
    let shape = operands.shape(0)
    let (x, y, inner) = (operands.input(0), operands.output(0), shape.dropFirst(2).reduce(1, *))
    guard inner != 1 else {
      return OperationPlan(Self.launch(kind, x, y, rows: shape[0], columns: shape[1], on: traits))
    }
    let (isMax, arguments) = (kind == .max, [x, y, .dimension(shape[0]), .dimension(shape[1]), .dimension(inner)])
    return OperationPlan(
      Launch.rows(
        KernelName(.reduceInner, isMax ? "concord_reduce_inner_max" : "concord_reduce_inner"), rows: shape[0],
        columns: inner, isMax ? arguments : arguments + [.flag(kind == .mean)], on: traits))
  }

  /// Where a row has several places, the 64 lanes and their tree come one after another.
  func rounds(_ operands: Operands) -> Int { operands.shape(0)[1] + (operands.shape(0).count == 3 ? 192 : 0) }

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
