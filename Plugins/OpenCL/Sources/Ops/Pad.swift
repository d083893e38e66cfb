import ConcordKit

extension Pad: OpenCLOperation {
  func plan(_ operands: Operands, on traits: DeviceTraits) -> OperationPlan {
    let (x, y) = (AxisRows(operands.shape(0), axis: axis), AxisRows(operands.outputShape(0), axis: axis))
    return OperationPlan(
      Launch.copy(
        KernelName(.pad, "concord_pad"), x: operands.input(0), y: operands.output(0), rows: y.rows, columns: y.width,
        width: x.width, pitch: y.width, place: before * x.inner, on: traits))
  }
}
