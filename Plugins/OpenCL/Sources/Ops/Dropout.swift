import ConcordKit
import ConcordNumerics

extension DropoutOperation: OpenCLOperation {
  func plan(_ operands: Operands, on traits: DeviceTraits) -> OperationPlan {
    let count = operands.count(0)
    guard count > 0 else { return OperationPlan() }
    let scalars = (0..<4).map(operands.scalar)
    // Where the first element stands among the 16 of its work-item, or the 4 on GPUs, is known at the run alone: there may be one
    // item more.
    let each = traits.prefersLocalMemory ? 4 : 16
    return OperationPlan([
      .items(
        KernelName(.dropout, "concord_dropout"),
        [
          operands.input(0), operands.output(0), .ulong(UInt64(count)), .dimension(count / operands.shape(0)[0]),
          .float(probability), .float(scale), .uint(RandomStream(.dropout, index: layer).word),
        ] + scalars, count: (count + 2 * (each - 1)) / each, local: 16, on: traits)
    ])
  }
}
