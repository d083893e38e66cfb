import ConcordKit

extension GroupNormGradient: OpenCLOperation {
  static let forms: Forms<Problem<Self>> = [
    Form(
      "elements", serves: { problem, _ in problem.operands.batch(0).positions == 1 },
      plan: { problem, _, plan in
        problem.operands.addRows("concord_group_norm_gradient_elements", [:], to: &plan)
      }),
    Form("planes") { problem, _, plan in
      problem.operands.addRows(
        "concord_group_norm_gradient", ["positions": .dimension(problem.operands.batch(0).positions)], to: &plan)
    },
  ]

  func rounds(_ operands: Operands) -> Int { operands.rowRounds(groups: operands.shape(1)[1]) }
}

extension Operands {
  fileprivate func addRows(_ function: String, _ more: LaunchArguments, to plan: inout OperationPlan) {
    let (samples, groups) = (shape(1)[0], shape(1)[1])
    guard samples > 0 else { return }
    let arguments: LaunchArguments = [
      "x": input(0), "mean": input(1), "inverse_std": input(2), "gamma": input(3), "dy": input(4), "dx": output(0),
      "dgamma": output(1), "groups": .dimension(groups), "channels": .dimension(batch(0).channels / groups),
    ]
    plan.launch(KernelName(.groupNormGradient, function), .rows(samples * groups), arguments.with(more))
  }
}
