import ConcordKit

extension Pad: PlainOperation {
  func add(_ operands: Operands, on traits: DeviceTraits, to plan: inout OperationPlan) {
    let (x, y) = (AxisRows(operands.shape(0), axis: axis), AxisRows(operands.outputShape(0), axis: axis))
    RowCopy(
      x: operands.input(0), y: operands.output(0), rows: y.rows, columns: y.width, width: x.width, pitch: y.width,
      place: before * x.inner
    ).add(KernelName(.pad, "concord_pad"), to: &plan)
  }
}
