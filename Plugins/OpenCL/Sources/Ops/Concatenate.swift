import ConcordKit

/// One launch for each input.
extension Concatenate: OpenCLOperation {
  func plan(_ operands: Operands, on traits: DeviceTraits) -> OperationPlan {
    let all = AxisRows(operands.outputShape(0), axis: axis)
    var plan = OperationPlan()
    var place = 0
    for input in operands.inputTypes.indices {
      let width = AxisRows(operands.shape(input), axis: axis).width
      plan.launches += Launch.copy(
        KernelName(.concatenate, "concord_concatenate"), x: operands.input(input), y: operands.output(0), rows: all.rows,
        columns: width, width: width, pitch: all.width, place: place, on: traits)
      place += width
    }
    return plan
  }
}
