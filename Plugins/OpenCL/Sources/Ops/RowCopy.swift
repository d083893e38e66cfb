import ConcordKit

/// Rows of x, `width` long, and rows of y, `pitch` long, or the other way around, of which the shorter ones lie from `place` on in the
/// longer ones: `slice.cl`, `pad.cl` and `concatenate.cl`.
struct RowCopy {
  var x: LaunchArgument
  var y: LaunchArgument
  var rows: Int
  var columns: Int
  var width: Int
  var pitch: Int
  var place: Int

  func add(_ kernel: KernelName, to plan: inout OperationPlan) {
    guard rows > 0, columns > 0 else { return }
    plan.launch(
      kernel, .columns(columns, rows: rows),
      [
        "x": x, "y": y, "rows": .dimension(rows), "width": .dimension(width), "pitch": .dimension(pitch),
        "place": .dimension(place),
      ])
  }
}
