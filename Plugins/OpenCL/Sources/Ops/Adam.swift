import ConcordKit

extension AdamUpdate: OpenCLOperation {
  func plan(_ operands: Operands, on traits: DeviceTraits) -> OperationPlan {
    let count = operands.count(0)
    guard count > 0 else { return OperationPlan() }
    let memory = [operands.output(0), operands.input(1), operands.output(1), operands.output(2)]
    let rest: [Launch.Argument] = [
      .float(beta1), .float(beta1Complement), .float(beta2), .float(beta2Complement), .float(epsilon),
      operands.scalar(0), operands.scalar(1),
    ]
    // Division is most of the work; processors divide whole vectors.
    let usesVectors = traits.usesBuiltinDivision && !traits.prefersLocalMemory
    return OperationPlan([
      usesVectors
        ? .elementwise(KernelName(.adam, "concord_adam_vectors"), memory, count: count, rest)
        : .elementwise(KernelName(.adam, "concord_adam"), memory, count: count, each: 1, rest)
    ])
  }
}
