import ConcordKit

extension Forms {
  /// An operation on two inputs, element by element, each stretched to the output's shape.
  ///
  /// - Parameters:
  ///   - alike: The kernel for two inputs of one shape.
  ///   - stretched: That for others: see `Kernels/stretched.cl`.
  static func stretched<Definition>(
    alike: KernelName, stretched: KernelName
  ) -> Forms where Subject == Problem<Definition> {
    [
      Form(
        "alike", serves: { problem, _ in StretchedInputs(problem.operands).areAlike },
        plan: { problem, _, plan in
          let inputs = StretchedInputs(problem.operands)
          guard inputs.count > 0 else { return }
          plan.launch(alike, .elements(inputs.count), inputs.memory.with(["count": .count(inputs.count)]))
        }),
      Form("stretched", cost: 2) { problem, _, plan in StretchedInputs(problem.operands).add(stretched, to: &plan) },
    ]
  }
}

private struct StretchedInputs {
  let memory: LaunchArguments
  let count: Int
  private let axes: [Broadcast.Axis]

  init(_ operands: Operands) {
    let common = operands.outputShape(0)
    memory = ["a": operands.input(0), "b": operands.input(1), "y": operands.output(0)]
    count = TensorType(common).elementCount
    axes = count > 0 ? Broadcast.axes(of: [operands.shape(0), operands.shape(1)], stretchedTo: common) : []
  }

  var areAlike: Bool { axes.allSatisfy { $0.isThere == [true, true] } }

  func add(_ kernel: KernelName, to plan: inout OperationPlan) {
    var outer = axes
    let columns = outer.removeLast()
    var sizes = SIMD8<UInt32>(repeating: 1)
    var masks: [UInt32] = [columns.isThere[0] ? 1 << 8 : 0, columns.isThere[1] ? 1 << 8 : 0]
    // From the innermost on.
    for (number, axis) in outer.reversed().enumerated() {
      sizes[number] = UInt32(truncatingIfNeeded: axis.size)
      for input in masks.indices where axis.isThere[input] { masks[input] |= 1 << UInt32(number) }
    }
    let rows = count / columns.size
    plan.launch(
      kernel, .columns(columns.size, rows: rows),
      memory.with([
        "rows": .dimension(rows), "columns": .dimension(columns.size), "sizes": .uints(sizes), "count": .dimension(outer.count),
        "a_axes": .uint(masks[0]), "b_axes": .uint(masks[1]),
      ]))
  }
}
