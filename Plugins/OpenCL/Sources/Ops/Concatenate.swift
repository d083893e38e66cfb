import ConcordKit

/// One launch for each input.
extension Concatenate: PlainOperation {
  func add(_ operands: Operands, on traits: DeviceTraits, to plan: inout OperationPlan) {
    let all = AxisRows(operands.outputShape(0), axis: axis)
    var place = 0
    for input in operands.inputTypes.indices {
      let width = AxisRows(operands.shape(input), axis: axis).width
      RowCopy(
        x: operands.input(input), y: operands.output(0), rows: all.rows, columns: width, width: width, pitch: all.width,
        place: place
      ).add(KernelName(.concatenate, "concord_concatenate"), to: &plan)
      place += width
    }
  }
}
