import ConcordKit

extension Slice: PlainOperation {
  func add(_ operands: Operands, on traits: DeviceTraits, to plan: inout OperationPlan) {
    let (x, y) = (AxisRows(operands.shape(0), axis: axis), AxisRows(operands.outputShape(0), axis: axis))
    RowCopy(
      x: operands.input(0), y: operands.output(0), rows: y.rows, columns: y.width, width: y.width, pitch: x.width,
      place: start * x.inner
    ).add(KernelName(.slice, "concord_slice"), to: &plan)
  }
}
