import ConcordKit

extension Slice: OpenCLOperation {
  func plan(_ operands: Operands, on traits: DeviceTraits) -> OperationPlan {
    let (x, y) = (AxisRows(operands.shape(0), axis: axis), AxisRows(operands.outputShape(0), axis: axis))
    return OperationPlan(
      Launch.copy(
        KernelName(.slice, "concord_slice"), x: operands.input(0), y: operands.output(0), rows: y.rows, columns: y.width,
        width: y.width, pitch: x.width, place: start * x.inner, on: traits))
  }
}
