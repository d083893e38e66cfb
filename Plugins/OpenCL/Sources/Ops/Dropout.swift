import ConcordKit
import ConcordNumerics

extension DropoutOperation: OpenCLOperation {
  func plan(_ operands: Operands, on traits: DeviceTraits) -> OperationPlan {
    let count = operands.count(0)
    guard count > 0 else { return OperationPlan() }
    let scalars = (0..<4).map(operands.scalar)
    // Where the first element stands among the 16 of its work-item is known at the run alone: there may be one item more.
    return OperationPlan([
      Launch(
        KernelName(.dropout, "concord_dropout"),
        [
          operands.input(0), operands.output(0), .ulong(UInt64(count)), .dimension(count / operands.shape(0)[0]),
          .float(probability), .float(scale), .uint(RandomStream(.dropout, index: layer).word),
        ] + scalars, items: [(count + 15 + 15) / 16], local: [16])
    ])
  }
}
